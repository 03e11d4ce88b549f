import type { Recipe } from '../../domain/finding'
import type { StatementAt } from '../rule'

/** Long enough for a lock that is about to be free, short enough for those who queue behind it. */
const patience = '5s'

/** Gives up when a lock is not free soon. Null: a `lock_timeout` holds already. */
export function guard({ statement, transaction, migration }: StatementAt): Recipe | null {
  if (migration.settings.guarded) return null
  // LOCAL: it ends with the transaction, and the next migration begins as it always did.
  const setting = `SET ${transaction === null ? '' : 'LOCAL '}lock_timeout = '${patience}';`
  const guarded = `${setting}\n${statement.text}`
  return {
    id: 'guard',
    title: 'Give up soon when the lock is not free',
    steps: [
      {
        what: `Wait at most ${patience} for the lock, so that nobody queues behind this statement for longer.`,
        sql: `${guarded};`,
      },
      { what: 'When it gives up, nothing has changed: deploy it again, at a quiet moment.' },
    ],
    rewrite: transaction === null ? null : { command: null, instead: guarded, before: [], after: [] },
  }
}
