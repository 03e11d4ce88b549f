import type { Result } from '../../domain/failure'
import { ok } from '../../domain/failure'
import { migrationStatuses } from '../../domain/migration-status'
import { readLedger } from '../../engines/prisma/ledger'
import { loadParser } from '../../sql/parse'
import type { HistoryQuestion, ResolvingPorts, Situation } from '../situation'

/** Reads an environment for questions about it alone (`resolveDrift`, `driftChanges`), with a session for as long as `use` takes. */
export async function withSituation<T>(
  ports: ResolvingPorts,
  question: HistoryQuestion,
  use: (situation: Situation) => Promise<T>,
): Promise<Result<T>> {
  await loadParser()
  const opened = await ports.database.open(question.url, { applicationName: 'headgate diagnosis' })
  if (!opened.ok) return opened
  const live = opened.value
  try {
    const ledger = await readLedger(live)
    const catalog = await ports.database.catalog(live)
    const statuses = migrationStatuses(question.revision.migrations, ledger.rows)
    const empty = !Object.keys(catalog).some((key) => key.startsWith('table:'))
    return ok(await use({ question, live, ledger, catalog, statuses, empty }))
  } finally {
    await live.close()
  }
}
