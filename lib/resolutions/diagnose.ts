import { ok, type Result } from '../domain/failure'
import { migrationStatuses } from '../domain/migration-status'
import type { Diagnosis, Trouble } from '../domain/resolution'
import { readLedger } from '../engines/prisma/ledger'
import { explainEdited } from './ledger/edited'
import { explainFailed } from './ledger/failed'
import { explainMissing } from './ledger/missing'
import { explainOutOfOrder } from './ledger/out-of-order'
import { explainDrift } from './schema/drift'
import { explainUnmanaged } from './schema/unmanaged'
import type { HistoryQuestion, ResolvingPorts, Situation } from './situation'

/** In the order in which troubles should be resolved: each one hides what comes after it. */
const explainers = [
  explainUnmanaged,
  explainFailed,
  explainEdited,
  explainMissing,
  explainOutOfOrder,
  explainDrift,
]

/**
 * What keeps an environment's history from being what the files say, and every way out of it, worked out on shadow
 * databases against the live schema. Writes nothing to the environment and nothing to the files.
 */
export async function diagnose(ports: ResolvingPorts, question: HistoryQuestion): Promise<Result<Diagnosis>> {
  const opened = await ports.database.open(question.url, { applicationName: 'headgate diagnosis' })
  if (!opened.ok) return opened
  const live = opened.value
  try {
    const ledger = await readLedger(live)
    const catalog = await ports.database.catalog(live)
    const situation: Situation = {
      question,
      live,
      ledger,
      catalog,
      statuses: migrationStatuses(question.revision.migrations, ledger.rows),
      empty: !Object.keys(catalog).some((key) => key.startsWith('table:')),
    }
    const troubles: Trouble[] = []
    for (const explain of explainers) troubles.push(...(await explain(ports, situation)))
    const { statuses, empty } = situation
    return ok({
      at: new Date().toISOString(),
      statuses,
      hasLedger: ledger.exists,
      empty,
      troubles,
      unknown: [],
    })
  } finally {
    await live.close()
  }
}
