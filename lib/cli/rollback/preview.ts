import type { ConnectedLocal } from '../../composition/local'
import { describeChanges } from '../../domain/catalog-words'
import { type Failure, fail, ok, type Result } from '../../domain/failure'
import type { Plan, PlannedMigration } from '../../domain/plan'
import { suggest } from '../../domain/suggest'
import { count } from '../../domain/verdict'
import { makeReversal } from '../../engines/planning/make-reversal'
import { readLedger } from '../../engines/prisma/ledger'
import { effectsOf } from '../../sql/effects'
import { labelOf } from '../label'
import { settleRuns } from '../settle-runs'
import type { Terminal } from '../terminal'
import { previewKept } from './preview-kept'
import type { RollbackPreview } from './rollback-text'

/** What `--to` says: the newest that stays, or that none does. */
export type Target = { to: string | null }

/** Works out and counts; writes nothing but the ends of killed runs. Fails as making a reversal does. */
export async function previewRollback(
  local: ConnectedLocal,
  { to }: Target,
  wanted: 'reverse' | 'kept' | null,
  terminal: Pick<Terminal, 'log'>,
): Promise<Result<{ plan: Plan; preview: RollbackPreview }>> {
  const opened = await local.database.open(local.url, { applicationName: 'headgate rollback' })
  if (!opened.ok) return opened
  const session = opened.value
  try {
    const settled = await settleRuns(local, session, terminal)
    if (!settled.ok) return settled
    const { gate } = await local.database.readMarks(session)
    const { rows } = await readLedger(session)
    const applied = rows.filter((row) => row.finishedAt !== null && row.rolledBackAt === null)
    const names = applied.map(({ name }) => name)
    if (to !== null && !names.includes(to)) return notApplied(to, names)
    const made = await makeReversal(local.planning, {
      environmentId: 'local',
      url: local.url,
      shadowUrl: local.shadowUrl,
      revision: local.project,
      to,
    })
    if (!made.ok) return resolveFirst(made.failure)
    const { plan, evidence } = made.value
    const back = plan.migrations.flatMap(({ changes }) => changes).reverse()
    const kept = await previewKept(local, session, plan, evidence)
    if (wanted === 'kept' && !kept) {
      const why = 'Nothing of these migrations is kept in the database, or it was put back already.'
      return fail('rollback_impossible', why, { next: 'headgate keeps lists what is kept.' })
    }
    const way = wanted ?? (kept && kept.impossibleBecause.length === 0 ? 'kept' : 'reverse')
    const preview: RollbackPreview = {
      database: labelOf(local),
      to,
      way,
      kept,
      migrations: plan.migrations.map(({ name }) => name).reverse(),
      reverse: plan.reverse,
      losses: (way === 'kept' && kept?.losses) || evidence.reverseLosses,
      impossibleBecause:
        (way === 'kept' && kept?.impossibleBecause) || obstacles(plan, evidence.reverseUnexecutable ?? []),
      changes: describeChanges(back.map(({ key, before, after }) => ({ key, before: after, after: before }))),
      notes: plan.migrations.flatMap(rowsChanged),
      gate,
    }
    return ok({ plan, preview })
  } finally {
    await session.close()
  }
}

/** A reverse brings back the schema; rows that a script wrote stay written. */
function rowsChanged({ name, statements }: PlannedMigration): string[] {
  const wrote = statements.filter(({ text }) =>
    effectsOf(text).some(({ kind }) => ['insert', 'update', 'delete', 'truncate', 'opaque'].includes(kind)),
  )
  if (wrote.length === 0) return []
  const [first] = wrote
  const more = wrote.length > 1 ? ` and ${count(wrote.length - 1, 'more statement', 'more statements')}` : ''
  return [`Rows that ${name} wrote: ${first?.summary} (line ${first?.line})${more}.`]
}

function resolveFirst({ code, why, meta }: Failure): Result<never> {
  if (code !== 'history_needs_attention') return fail(code, why, meta)
  return fail(code, why, { ...meta, next: 'headgate resolve shows the ways out.' })
}

function obstacles({ reverse }: Plan, unexecutable: string[]): string[] {
  const alone = reverse.statements.filter((statement) => statement.needsAutocommit)
  return [
    ...(reverse.sql === null && reverse.problems.length === 0 ? ['No reverse SQL could be computed.'] : []),
    ...reverse.problems,
    ...unexecutable,
    ...alone.map(({ summary }) => `“${summary}” cannot run inside a transaction.`),
  ]
}

function notApplied(to: string, applied: string[]): Result<never> {
  const meant = applied.find((name) => name.includes(to)) ?? suggest(to, applied)
  const why = `${to} is not applied here.${meant ? ` Did you mean ${meant}?` : ''}`
  return fail('usage_wrong', why, { next: 'headgate status --all lists what is applied.' })
}
