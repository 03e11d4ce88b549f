import type { Recipe, RewrittenPlace } from '../../domain/finding'

interface ConvertColumn {
  column: string
  /** As SQL writes the new type. */
  type: string
  /** The statement that converts, for the steps; null: there is no conversion that could be written. */
  sql: string | null
  /** The place of the finding first; null: people decide. */
  places: RewrittenPlace[] | null
}

/** Another type for a column by converting its values, instead of dropping it and adding it empty. */
export function convertColumn({ column, type, sql, places }: ConvertColumn): Recipe {
  const [first, ...elsewhere] = places ?? []
  return {
    id: 'convert-column',
    title: `Convert ${column} to ${type}, and keep its values`,
    steps: [
      sql
        ? {
            what: 'Convert the values. What does not convert makes it fail, and nothing is lost. The table is rewritten while nobody can read it.',
            sql,
          }
        : { what: `Decide how a value of the old type becomes ${type}: no cast does it.` },
      {
        what: `Where the table is large or running code needs the old type: add a column under another name, write both, fill it in batches, and drop the old one in a later release.`,
      },
    ],
    rewrite: first
      ? { command: first.command, instead: first.instead, before: [], after: [], elsewhere }
      : null,
  }
}
