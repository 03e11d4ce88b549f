import { DatabaseError, type Session } from '../databases/database'
import { FailureError, ok, type Result } from '../domain/failure'
import { migrationStatuses } from '../domain/migration-status'
import type { Diagnosis, Trouble } from '../domain/resolution'
import { ReplayError } from '../engines/planning/replay'
import { readLedger } from '../engines/prisma/ledger'
import { loadParser } from '../sql/parse'
import { troubleBeforeFailed } from './before-failed'
import { explainEdited } from './ledger/edited'
import { explainFailed } from './ledger/failed'
import { explainMissing } from './ledger/missing'
import { explainOutOfOrder } from './ledger/out-of-order'
import { explainDrift } from './schema/drift'
import { explainUnmanaged } from './schema/unmanaged'
import type { HistoryQuestion, ResolvingPorts, Situation } from './situation'

/** In the order in which troubles should be resolved: each one hides what comes after it. */
const explainers = [
  { of: 'the first schema', explain: explainUnmanaged },
  { of: 'failed migrations', explain: explainFailed },
  { of: 'edited migrations', explain: explainEdited },
  { of: 'missing migrations', explain: explainMissing },
  { of: 'the order of migrations', explain: explainOutOfOrder },
  { of: 'drift', explain: explainDrift },
]

/**
 * What keeps an environment's history from being what the files say, and every way out of it, worked out on shadow
 * databases against the live schema. Writes nothing to the environment and nothing to the files. What could not be
 * looked at does not hide the rest: it is told in `unknown`.
 */
export async function diagnose(ports: ResolvingPorts, question: HistoryQuestion): Promise<Result<Diagnosis>> {
  await loadParser()
  const opened = await ports.database.open(question.url, { applicationName: 'headgate diagnosis' })
  if (!opened.ok) return opened
  const live = opened.value
  try {
    const situation = await read(ports, question, live)
    const troubles: Trouble[] = []
    const unknown: string[] = []
    for (const { of, explain } of explainers) {
      try {
        const found = await explain(ports, situation)
        troubles.push(...found.map((trouble) => troubleBeforeFailed(situation, trouble)))
      } catch (error) {
        if (live.closed) throw error
        unknown.push(`Nothing is known about ${of}: ${expectedWords(error)}`)
      }
    }
    const { statuses, empty, ledger } = situation
    return ok({
      at: new Date().toISOString(),
      statuses,
      hasLedger: ledger.exists,
      empty,
      troubles,
      unknown,
    })
  } finally {
    await live.close()
  }
}

async function read(
  { database }: ResolvingPorts,
  question: HistoryQuestion,
  live: Session,
): Promise<Situation> {
  const ledger = await readLedger(live)
  const catalog = await database.catalog(live)
  return {
    question,
    live,
    ledger,
    catalog,
    statuses: migrationStatuses(question.revision.migrations, ledger.rows),
    empty: !Object.keys(catalog).some((key) => key.startsWith('table:')),
  }
}

/** Programming errors are thrown on. */
function expectedWords(error: unknown): string {
  if (error instanceof FailureError) {
    const { code, what, why } = error.failure
    // That a decision comes first is told by the troubles themselves.
    return code === 'history_needs_attention' ? why : `${what} ${why}`
  }
  if (error instanceof ReplayError || error instanceof DatabaseError) return error.message
  throw error
}
