import type { Recipe, RewrittenPlace } from '../../domain/finding'

interface Rename {
  what: 'column' | 'table'
  from: string
  to: string
  /** The one statement that stands for it all, for the steps. */
  sql: string
  /** The place of the finding first; null: more differs than the name, so people decide. */
  places: RewrittenPlace[] | null
  /** A view of the old name, for what still runs; a table can have one, a column cannot. */
  bridge?: string
}

/** Keeps the values by giving what is there its new name. Ends in the same schema, down to the names of indexes. */
export function rename({ what, from, to, sql, places, bridge }: Rename): Recipe {
  const [first, ...elsewhere] = places ?? []
  return {
    id: 'rename',
    title: `Rename ${from} to ${to}, and keep its values`,
    steps: [
      { what: `Rename the ${what} instead: instant, and nothing is lost.`, sql },
      bridge
        ? {
            what: 'What still runs asks for the old name, and fails until it is replaced. A view keeps the old name alive meanwhile.',
            sql: bridge,
          }
        : {
            what: `What still runs asks for ${from}, and fails until it is replaced. Where that must not be, keep the name in the database (@map) or add ${to}, write both, and drop ${from} in a later release.`,
          },
    ],
    rewrite: first
      ? { command: first.command, instead: first.instead, before: [], after: [], elsewhere }
      : null,
  }
}
