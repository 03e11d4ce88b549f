import type { ConnectedLocal } from '../../composition/local'
import { fail, ok, type Result } from '../../domain/failure'
import type { GateMark } from '../../domain/mark'
import { pendingStates } from '../../domain/migration'
import { migrationStatuses } from '../../domain/migration-status'
import type { Evidence, Plan } from '../../domain/plan'
import { planFingerprint } from '../../domain/plan-fingerprint'
import { defaultPolicies } from '../../domain/policy'
import { suggest } from '../../domain/suggest'
import { count, type RiskSummary, summarizeRisk } from '../../domain/verdict'
import { makePlan } from '../../engines/planning/make-plan'
import { type Ledger, readLedger } from '../../engines/prisma/ledger'
import { findTables } from '../find-tables'
import { readGate } from '../gate'
import { labelOf } from '../label'
import type { Terminal } from '../terminal'

export interface Prepared {
  database: string
  project: string
  upTo: string | null
  fingerprint: string | null
  plan: Plan | null
  evidence: Evidence | null
  risk: RiskSummary | null
  gate: GateMark | null
}

export interface Look {
  prepared: Prepared
  ledger: Ledger
  /** Why there is no plan; empty where there is one. */
  nothing: string
}

/** Reads gate and ledger, and makes the plan; `keeps`: with what it copies aside before it is destroyed. Fails as planning does; that nothing is pending is no failure. */
export async function preparePlan(
  local: ConnectedLocal,
  upTo: string | null,
  terminal: Pick<Terminal, 'progress'>,
  { keeps }: { keeps: boolean },
): Promise<Result<Look>> {
  const known = checkName(local, upTo)
  if (!known.ok) return known
  const opened = await local.database.open(local.url, { applicationName: 'headgate plan' })
  if (!opened.ok) return opened
  const session = opened.value
  try {
    const gate = await readGate(local, session)
    const ledger = await readLedger(session)
    const base = { database: labelOf(local), project: local.projectDir, upTo, gate }
    const empty: Prepared = { ...base, fingerprint: null, plan: null, evidence: null, risk: null }
    const applied = alreadyApplied(local, ledger, upTo)
    if (applied) return ok({ prepared: empty, ledger, nothing: applied })
    if (ledger.rows.length === 0 && (await findTables(session)).here) return unmanaged()
    const progress = terminal.progress()
    progress.show(
      0,
      null,
      `Planning: replaying ${count(ledger.rows.length, 'migration', 'migrations')} on a shadow database…`,
    )
    const made = await makePlan(local.planning, {
      environmentId: 'local',
      url: local.url,
      shadowUrl: local.shadowUrl,
      revision: local.project,
      upTo,
      ...(keeps && { keep: { megabytes: defaultPolicies.development.keepDataMegabytes } }),
    }).finally(() => progress.clear())
    if (!made.ok) {
      if (made.failure.code !== 'nothing_pending') return made
      return ok({ prepared: empty, ledger, nothing: made.failure.why })
    }
    const { plan, evidence } = made.value
    const risk = summarizeRisk(plan, evidence)
    return ok({
      prepared: { ...base, fingerprint: planFingerprint(plan), plan, evidence, risk },
      ledger,
      nothing: '',
    })
  } finally {
    await session.close()
  }
}

/** As Prisma refuses it, too (P3005): the first migration would meet tables that nobody accounts for. */
function unmanaged(): Result<never> {
  const why = 'The database holds tables, and no ledger says where they come from.'
  return fail('history_needs_attention', why, { next: 'headgate baseline shows how to take it over.' })
}

function checkName({ project }: ConnectedLocal, upTo: string | null): Result<void> {
  const names = project.migrations.map(({ name }) => name)
  if (upTo === null || names.includes(upTo)) return ok()
  const meant = names.find((name) => name.includes(upTo)) ?? suggest(upTo, names)
  return fail('usage_wrong', `The project has no migration ${upTo}.${meant ? ` Did you mean ${meant}?` : ''}`)
}

function alreadyApplied({ project }: ConnectedLocal, { rows }: Ledger, upTo: string | null): string | null {
  if (upTo === null) return null
  const state = migrationStatuses(project.migrations, rows).find(({ name }) => name === upTo)?.state
  return state === 'applied' && !pendingStates.includes(state) ? `${upTo} is applied already.` : null
}
