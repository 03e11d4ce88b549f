import type { Recipe } from '../../domain/finding'
import { inWords, quoteIdent } from '../words/names'

interface ExpandAndContract {
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

interface ReplacedColumn {
  column: string
  /** As SQL writes the type: `bigint`, `numeric(10,2)`. */
  type: string
  /** The expression that makes the new value of the old one. */
  value: string
}

/** Other types for columns that are in use. */
export function replaceColumns(table: string, columns: readonly ReplacedColumn[]): Recipe {
  const each = (text: (given: { old: string; next: string; gone: string } & ReplacedColumn) => string) =>
    columns.map((given) =>
      text({
        ...given,
        old: quoteIdent(given.column),
        next: quoteIdent(`${given.column}_new`),
        gone: quoteIdent(`${given.column}_old`),
      }),
    )
  const many = columns.length > 1
  return expandAndContract({
    title: many
      ? 'Change the types by way of new columns'
      : `Change the type of ${columns[0]?.column} by way of a new column`,
    add: `ALTER TABLE ${table} ${each(({ next, type }) => `ADD COLUMN ${next} ${type}`).join(', ')};`,
    keep: `Write old and new: in the application, or by a trigger that sets ${inWords(each(({ next }) => next))} whenever ${inWords(each(({ old }) => old))} ${many ? 'are' : 'is'} written.`,
    fill: `UPDATE ${table} SET ${each(({ next, value }) => `${next} = ${value}`).join(', ')} WHERE …;`,
    finish: [
      {
        what: `Build indexes and constraints for ${inWords(each(({ next }) => next))} as ${inWords(each(({ old }) => old))} ${many ? 'have' : 'has'} them: concurrently, and NOT VALID.`,
      },
      {
        what: 'Exchange the names in one short transaction, with a lock_timeout.',
        sql: each(
          ({ old, next, gone }) =>
            `ALTER TABLE ${table} RENAME COLUMN ${old} TO ${gone};\nALTER TABLE ${table} RENAME COLUMN ${next} TO ${old};`,
        ).join('\n'),
      },
      {
        what: `Contract: drop the old ${many ? 'columns' : 'column'} in a later release.`,
        sql: `ALTER TABLE ${table} ${each(({ gone }) => `DROP COLUMN ${gone}`).join(', ')};`,
      },
    ],
  })
}
