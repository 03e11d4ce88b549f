import type { Recipe } from '../../domain/finding'
import { objectName } from '../model/default-names'
import { quoteIdent, suffixOf } from '../words/names'
import { releases } from './releases'

interface NotNull {
  /** As SQL names it. */
  table: string
  /** Its bare name. */
  name: string
  column: string
  /** Major version. */
  postgres: number
  /** Of the ALTER TABLE that says SET NOT NULL; null: there is nothing to put in its place. */
  command: number | null
}

/** SET NOT NULL without reading the table while it is locked. Ends in a column that is NOT NULL, and nothing else. */
export function notNull(given: NotNull): Recipe {
  return given.postgres >= 18 ? byNotNullConstraint(given) : byCheck(given)
}

/** From 18 on the constraint is what SET NOT NULL makes, also by name. */
function byNotNullConstraint({ table, name, column, command }: NotNull): Recipe {
  const constraint = objectName(name, column, 'not_null')
  const add = `ADD CONSTRAINT ${quoteIdent(constraint)} NOT NULL ${quoteIdent(column)} NOT VALID`
  const validate = `ALTER TABLE ${table} VALIDATE CONSTRAINT ${quoteIdent(constraint)};`
  return {
    id: 'not-null',
    title: `Make ${column} NOT NULL without a scan under the lock`,
    steps: [
      fill(table, column),
      { what: 'Forbid new NULLs, without looking at old rows.', sql: `ALTER TABLE ${table} ${add};` },
      { what: 'In a migration of its own, check the old rows while reads and writes go on.', sql: validate },
    ],
    rewrite:
      command === null
        ? null
        : {
            command,
            instead: add,
            before: [],
            after: [{ suffix: suffixOf('validate', constraint), sql: validate, release: releases.next }],
          },
  }
}

/**
 * Up to 17 a validated check proves to SET NOT NULL that there is nothing to look for. Newer servers take it, too: its
 * name must not be the one that they give to the constraint of SET NOT NULL.
 */
function byCheck({ table, name, column, command }: NotNull): Recipe {
  const check = objectName(name, column, 'is_not_null')
  const add = `ADD CONSTRAINT ${quoteIdent(check)} CHECK (${quoteIdent(column)} IS NOT NULL) NOT VALID`
  const validate = `ALTER TABLE ${table} VALIDATE CONSTRAINT ${quoteIdent(check)};`
  const set = [
    `ALTER TABLE ${table} ALTER COLUMN ${quoteIdent(column)} SET NOT NULL;`,
    `ALTER TABLE ${table} DROP CONSTRAINT ${quoteIdent(check)};`,
  ].join('\n')
  return {
    id: 'not-null',
    title: `Make ${column} NOT NULL without a scan under the lock`,
    steps: [
      fill(table, column),
      { what: 'Forbid new NULLs, without looking at old rows.', sql: `ALTER TABLE ${table} ${add};` },
      { what: 'In a migration of its own, check the old rows while reads and writes go on.', sql: validate },
      {
        what: 'In the next one, SET NOT NULL: the check proves it, so nothing is read. Then the check can go.',
        sql: set,
      },
    ],
    rewrite:
      command === null
        ? null
        : {
            command,
            instead: add,
            before: [],
            after: [
              { suffix: suffixOf('validate', check), sql: validate, release: releases.next },
              { suffix: suffixOf('set_not_null', name, column), sql: set, release: releases.next },
            ],
          },
  }
}

function fill(table: string, column: string): Recipe['steps'][number] {
  const name = quoteIdent(column)
  return {
    what: `Give rows whose ${column} is NULL a value, in batches.`,
    sql: `UPDATE ${table} SET ${name} = … WHERE ${name} IS NULL AND …;`,
  }
}
