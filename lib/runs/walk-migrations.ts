import type { CatalogChange } from '../domain/catalog'
import { type Failure, fail } from '../domain/failure'
import type { Plan, PlannedMigration } from '../domain/plan'
import { applyMigration, transactionModesFirst } from './apply-migration'
import { applyStepwise } from './apply-stepwise'
import type { Deploying, MigrationEnd } from './applying'
import { dependsOnData } from './depends-on-data'
import type { DeploySteps } from './deploy-steps'
import type { Reached } from './deploy-words'
import { resetSession } from './guards'
import { keptNotes } from './keep-before'
import type { ResumePoint } from './resume-base'
import { rollBack } from './roll-back'
import type { ExpectedRow } from './verify'

export interface Walked {
  reached: Reached
  failure: Failure | null
  rows: ExpectedRow[]
}

/** One migration after the other, each against its own place in the chain; stops at the first that is not applied. */
export async function walkMigrations(
  run: Deploying,
  plan: Plan,
  steps: DeploySteps,
  from: Pick<ResumePoint, 'applied' | 'goesOn'>,
): Promise<Walked> {
  const { migrations } = plan
  const left = from.goesOn ? (migrations[from.applied]?.name ?? null) : null
  const walked: Walked = { reached: { applied: from.applied, left }, failure: null, rows: [] }
  for (const [index, migration] of migrations.entries()) {
    const step = steps.migrations[index]
    if (!step) throw new Error(`No step for ${migration.name}.`)
    if (index < from.applied) {
      walked.rows.push(rowOf(step, migration))
      continue
    }
    if (index > from.applied && run.watcher.stopping.aborted) {
      if (run.session.inTransaction) await rollBack(run.session)
      await run.progress.settle()
      walked.failure = fail('run_cancelled', 'It was asked for between two migrations.').failure
      return walked
    }
    run.progress.begin(step.position)
    run.copied = []
    const started = run.clock.now().getTime()
    const after = migrations[index - 1]?.name ?? null
    const work = { migration, index, ...step, beginsNext: beginsNext(migrations, index), after }
    const goesOn = index === from.applied ? from.goesOn : null
    const result =
      migration.mode === 'atomic' ? await applyMigration(run, work) : await applyStepwise(run, work, goesOn)
    if (result.how === 'applied' && migration.mode === 'stepwise')
      await resetSession(run.session, run.policy, run.home)
    finishMigrationStep(run, step.position, run.clock.now().getTime() - started, result)
    if (result.how !== 'applied') {
      walked.failure = result.failure
      walked.reached.left = result.how === 'left' ? migration.name : null
      await run.progress.settle()
      return walked
    }
    walked.reached = { applied: index + 1, left: null }
    walked.rows.push(rowOf(step, migration))
    const changes = goesOn ? changesFrom(migration, goesOn.from) : migration.changes
    run.link.applied(changes, dependsOnData(migration))
  }
  await run.progress.settle()
  return walked
}

function rowOf({ ledgerRow }: DeploySteps['migrations'][number], { name, checksum }: PlannedMigration) {
  return { id: ledgerRow, name, checksum }
}

/** What is left to do of a migration of which so many segments are done. */
function changesFrom({ segmentChanges, changes }: PlannedMigration, done: number): CatalogChange[] {
  return segmentChanges?.slice(done).flat() ?? (done === 0 ? changes : [])
}

/** Modes of a transaction are set before its first query, and a stepwise migration is in none. */
function beginsNext(migrations: PlannedMigration[], index: number): boolean {
  const next = migrations[index + 1]
  return next?.mode === 'atomic' && transactionModesFirst(next).modes.length === 0
}

function finishMigrationStep(
  { progress, copied = [] }: Deploying,
  position: number,
  durationMs: number,
  result: MigrationEnd,
): void {
  if (result.how === 'applied') {
    const notes = [...keptNotes(copied), ...result.notes]
    progress.end(position, 'done', {
      durationMs,
      ...(notes.length > 0 && { notes }),
      ...(copied.length > 0 && { kept: copied }),
    })
    return
  }
  const { why, meta, code } = result.failure
  progress.end(position, code === 'outcome_unknown' ? 'unknown' : 'failed', {
    durationMs,
    notes: [why, ...(result.how === 'taken_back' ? ['Nothing of this migration is left.'] : [])],
    ...(meta.database && { error: meta.database }),
    ...(meta.holders && { holders: meta.holders }),
  })
}
