import type { Recipe } from '../../domain/finding'
import { quoteIdent } from '../words/names'

interface ExpandAndContract {
  /** As SQL names it. */
  table: string
  /** The column that is to be replaced, or added. */
  column: string
  /** For people: `Change the type of total by way of a new column`. */
  title: string
  /** SQL that adds the new column, instantly. */
  add: string
  /** How the running application keeps the new column right; null: its default does. */
  keep: string | null
  /** The UPDATE that fills old rows, to be run in batches. */
  fill: string
  /** What makes it as strict as it shall be, after the fill. */
  finish: { what: string; sql?: string }[]
}

/** More than SQL: people and the application take part, so nothing is written for them. */
export function expandAndContract({ add, keep, fill, finish, title }: ExpandAndContract): Recipe {
  return {
    id: 'expand-and-contract',
    title,
    steps: [
      { what: 'Expand: add the column empty, which is instant.', sql: add },
      ...(keep ? [{ what: keep }] : []),
      { what: 'Fill the old rows in batches of some thousand, each in a transaction of its own.', sql: fill },
      ...finish,
    ],
    rewrite: null,
  }
}

interface ReplaceColumn {
  table: string
  column: string
  /** As SQL writes the type: `bigint`, `numeric(10,2)`. */
  type: string
  /** The expression that makes the new value of the old one. */
  value: string
}

/** Another type for a column that is in use. */
export function replaceColumn({ table, column, type, value }: ReplaceColumn): Recipe {
  const next = quoteIdent(`${column}_new`)
  const old = quoteIdent(column)
  return expandAndContract({
    table,
    column,
    title: `Change the type of ${column} by way of a new column`,
    add: `ALTER TABLE ${table} ADD COLUMN ${next} ${type};`,
    keep: `Write both columns: in the application, or by a trigger that sets ${next} whenever ${old} is written.`,
    fill: `UPDATE ${table} SET ${next} = ${value} WHERE ${next} IS NULL AND …;`,
    finish: [
      { what: `Build indexes and constraints for ${next} as ${old} has them: concurrently, and NOT VALID.` },
      {
        what: 'Exchange the names in one short transaction, with a lock_timeout.',
        sql: [
          `ALTER TABLE ${table} RENAME COLUMN ${old} TO ${quoteIdent(`${column}_old`)};`,
          `ALTER TABLE ${table} RENAME COLUMN ${next} TO ${old};`,
        ].join('\n'),
      },
      {
        what: 'Contract: drop the old column in a later release.',
        sql: `ALTER TABLE ${table} DROP COLUMN ${quoteIdent(`${column}_old`)};`,
      },
    ],
  })
}
