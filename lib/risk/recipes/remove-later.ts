import type { Recipe } from '../../domain/finding'
import { suffixOf } from '../words/names'
import { releases } from './releases'

interface RemoveLater {
  /** `orders.note`, for people. */
  what: string
  /** The statement that removes it, whole. */
  sql: string
  /** A command of ALTER TABLE that lets rows be inserted without it meanwhile, and its table; null: they can be. */
  loosen: { table: string; command: string } | null
  /** The command of the ALTER TABLE; null: the statement. */
  command: number | null
  /** False: later statements of the script need it gone, so that nothing can be written for it. */
  movable: boolean
}

/** First a release that does without it, then its removal. */
export function removeLater({ what, sql, loosen, command, movable }: RemoveLater): Recipe {
  return {
    id: 'remove-later',
    title: `Stop using ${what} first, and drop it in a later release`,
    steps: [
      {
        what: `Deploy code that neither reads nor writes ${what}; with Prisma, take it out of the schema and generate the client anew.`,
      },
      ...(loosen
        ? [
            {
              what: 'Let rows be inserted without it.',
              sql: `ALTER TABLE ${loosen.table} ${loosen.command};`,
            },
          ]
        : []),
      { what: 'When no older code runs and a backup holds what was in it, drop it.', sql },
    ],
    rewrite: movable
      ? {
          command,
          instead: loosen?.command ?? '',
          before: [],
          after: [{ suffix: suffixOf('drop', what), sql, release: releases.later }],
        }
      : null,
  }
}
