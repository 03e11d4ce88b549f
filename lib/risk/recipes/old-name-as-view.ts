import type { Recipe } from '../../domain/finding'
import { nameIn } from '../model/names'
import { quoteKey, shown, suffixOf } from '../words/names'
import { releases } from './releases'

interface OldNameAsView {
  /** `schema.name`. */
  from: string
  to: string
  /** The statement that renames or moves it. */
  sql: string
  /** The script uses the old name again: nothing can be written. */
  movable: boolean
}

/** The table under its new name, and a view under the old one, which takes writes like the table. */
export function oldNameAsView({ from, to, sql, movable }: OldNameAsView): Recipe {
  const view = `CREATE VIEW ${quoteKey(from)} AS SELECT * FROM ${quoteKey(to)};`
  const drop = `DROP VIEW ${quoteKey(from)};`
  const instead = `${sql};\n${view}`
  return {
    id: 'old-name-as-view',
    title: `Leave a view under the name ${shown(from)} until no running code uses it`,
    steps: [
      { what: `Simplest with Prisma: rename the model alone and leave the table: @@map("${nameIn(from)}").` },
      {
        what: 'Or rename, and put a view in its place in the same transaction. It takes reads, inserts, updates and deletes; ON CONFLICT and foreign keys need the table.',
        sql: instead,
      },
      { what: 'Drop the view in a later release.', sql: drop },
    ],
    rewrite: movable
      ? {
          command: null,
          instead,
          before: [],
          after: [{ suffix: suffixOf('drop_view', nameIn(from)), sql: drop, release: releases.later }],
        }
      : null,
  }
}
