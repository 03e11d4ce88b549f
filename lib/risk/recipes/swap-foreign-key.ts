import type { Recipe, RewrittenPlace } from '../../domain/finding'
import { cut } from '../model/default-names'
import { quoteIdent, suffixOf } from '../words/names'
import { releases } from './releases'

interface SwapForeignKey {
  /** As SQL names it. */
  table: string
  constraint: string
  /** What it will be called at the end; mostly the same. */
  renamed: string
  /** Its definition, from FOREIGN KEY on. */
  definition: string
  /** The command that drops it, and the one that adds it; null: people decide. */
  places: { dropped: Omit<RewrittenPlace, 'instead'>; added: Omit<RewrittenPlace, 'instead'> } | null
}

/** Another foreign key over the same columns: the new one is proved beside the old one before it takes its name. */
export function swapForeignKey({ table, constraint, renamed, definition, places }: SwapForeignKey): Recipe {
  const next = `${cut(renamed, 58)}_next`
  const add = `ADD CONSTRAINT ${quoteIdent(next)} ${definition} NOT VALID`
  const validate = `ALTER TABLE ${table} VALIDATE CONSTRAINT ${quoteIdent(next)};`
  const exchange = [
    `ALTER TABLE ${table} DROP CONSTRAINT ${quoteIdent(constraint)};`,
    `ALTER TABLE ${table} RENAME CONSTRAINT ${quoteIdent(next)} TO ${quoteIdent(renamed)};`,
  ].join('\n')
  return {
    id: 'swap-foreign-key',
    title: `Add the new ${renamed} beside the old one, and exchange them once it is proved`,
    steps: [
      {
        what: 'Add it under another name, without looking at old rows.',
        sql: `ALTER TABLE ${table} ${add};`,
      },
      { what: 'In a migration of its own, check the old rows while reads and writes go on.', sql: validate },
      { what: 'Then drop the old one and take over its name: instant.', sql: exchange },
    ],
    rewrite: places && {
      command: places.dropped.command,
      instead: '',
      before: [],
      after: [
        { suffix: suffixOf('validate', next), sql: validate, release: releases.next },
        { suffix: suffixOf('exchange', renamed), sql: exchange, release: releases.next },
      ],
      elsewhere: [{ ...places.added, instead: add }],
    },
  }
}

/** One that comes back as it was need not go. */
export function keepForeignKey(
  constraint: string,
  places: { dropped: Omit<RewrittenPlace, 'instead'>; added: Omit<RewrittenPlace, 'instead'> },
): Recipe {
  return {
    id: 'keep-foreign-key',
    title: `Leave ${constraint} alone`,
    steps: [{ what: 'It comes back as it was: take both statements out.' }],
    rewrite: {
      command: places.dropped.command,
      instead: '',
      before: [],
      after: [],
      elsewhere: [{ ...places.added, instead: '' }],
    },
  }
}
