import type { StepChange } from '../domain/journal'
import type { Plan } from '../domain/plan'
import { newRowId } from '../engines/prisma/ledger'
import type { DeploySteps } from './deploy-steps'
import type { RunPorts } from './ports'
import type { ResumePoint } from './resume-base'

/** Brings the journal to where a resumed deploy goes on, and gives new rows to what is to be begun anew. */
export async function carryOn(
  { journal }: Pick<RunPorts, 'journal'>,
  plan: Plan,
  steps: DeploySteps,
  { applied, goesOn, base }: ResumePoint,
): Promise<void> {
  const changes: StepChange[] = []
  const ran = (position: number, notes?: string[]) => {
    if (position >= 0) changes.push({ position, state: 'done', ...(notes && { detail: { notes } }) })
  }
  for (const step of steps.migrations.slice(0, applied)) {
    ran(step.position, ['Applied by the run before.'])
    for (const position of step.statements) ran(position)
  }
  const current = steps.migrations[applied]
  const done = plan.migrations[applied]?.segments.slice(0, goesOn?.from ?? 0) ?? []
  for (const index of done.flatMap(({ statements }) => statements)) {
    ran(current?.statements[index] ?? -1, ['Ran in the run before.'])
  }
  await journal.record(changes)

  const used = new Set(base.ledger.rows.map(({ id }) => id))
  for (const step of steps.migrations.slice(goesOn ? applied + 1 : applied)) {
    if (!used.has(step.ledgerRow)) continue
    step.ledgerRow = newRowId()
    await journal.note(step.position, { ledgerRow: step.ledgerRow })
  }
}
