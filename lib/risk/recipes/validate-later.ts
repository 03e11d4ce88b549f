import type { Recipe } from '../../domain/finding'
import { quoteIdent, suffixOf } from '../words/names'
import { releases } from './releases'

interface ValidateLater {
  /** As SQL names it. */
  table: string
  constraint: string
  /** The command of an ALTER TABLE that adds it, with NOT VALID: `ADD CONSTRAINT c CHECK (…) NOT VALID`. */
  add: string
  /** The command that `add` takes the place of; null: nothing can be put in its place. */
  command: number | null
  /** What comes before `add` in that command's place: `ADD COLUMN a int`. */
  first?: string
  what: 'check' | 'foreign key'
}

/** A check or foreign key that holds for new rows at once, and is proved for the old ones later. */
export function validateLater({ table, constraint, add, command, first, what }: ValidateLater): Recipe {
  const instead = first ? `${first},\n  ${add}` : add
  const validate = `ALTER TABLE ${table} VALIDATE CONSTRAINT ${quoteIdent(constraint)};`
  return {
    id: 'validate-later',
    title: `Add the ${what} unproved, and validate it afterwards`,
    steps: [
      {
        what: `Add it NOT VALID: it holds for what is written from now on, and no old row is read.`,
        sql: `ALTER TABLE ${table} ${instead};`,
      },
      {
        what: 'In a migration of its own, check the old rows while reads and writes go on.',
        sql: validate,
      },
    ],
    rewrite:
      command === null
        ? null
        : {
            command,
            instead,
            before: [],
            after: [{ suffix: suffixOf('validate', constraint), sql: validate, release: releases.next }],
          },
  }
}
