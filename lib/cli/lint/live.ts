import type { ConnectedLocal } from '../../composition/local'
import { schemaOf } from '../../databases/postgres/url'
import { ok, type Result } from '../../domain/failure'
import { pendingStates } from '../../domain/migration'
import { migrationStatuses } from '../../domain/migration-status'
import { readLedger } from '../../engines/prisma/ledger'
import { lookLive } from '../../engines/risk/live-risk'
import { analyse } from '../../risk/analyse'
import { modelFromCatalog } from '../../risk/model/from-catalog'
import { loadParser } from '../../sql/parse'
import { labelOf } from '../label'
import type { Judged } from './finish'
import type { LintOptions } from './options'
import { scriptsOf } from './project'

/**
 * What is pending on a database, judged on the schema that is there, as one deploy; and what the database itself says.
 * Fails as connecting does.
 */
export async function judgePending(local: ConnectedLocal, options: LintOptions): Promise<Result<Judged>> {
  const opened = await local.database.open(local.url, { applicationName: 'headgate lint' })
  if (!opened.ok) return opened
  const session = opened.value
  try {
    const { migrations, schemaFiles, notes, found } = local.project
    const ledger = await readLedger(session)
    const pending = migrationStatuses(migrations, ledger.rows)
      .filter(({ state }) => pendingStates.includes(state))
      .map(({ name }) => name)
    const wanted = migrations.filter(
      ({ name }) => pending.includes(name) && (options.since === null || name > options.since),
    )
    const scripts = scriptsOf(wanted, found?.migrations ?? local.projectDir, () => false)
    const [catalog] = await Promise.all([local.database.catalog(session), loadParser()])
    const model = modelFromCatalog(catalog, { defaultSchema: schemaOf(local.url) })
    const settings = {
      postgres: options.postgres ?? session.identity.major,
      runner: options.runner ?? ('prisma' as const),
      hygiene: options.hygiene,
      guarded: options.guarded ?? true,
      live: true,
      together: true,
      prismaSchema: schemaFiles.map(({ content }) => content).join('\n'),
    }
    const analysis = analyse(scripts, model, settings)
    const live = await lookLive(local.database, session, analysis, { now: local.clock.now() })
    const none = scripts.length === 0 ? ['Nothing is pending there.'] : []
    return ok({
      analysis,
      live,
      database: labelOf(local),
      scripts,
      problems: [],
      notes: [...notes, ...none],
    })
  } finally {
    await session.close()
  }
}
