import type { StepIntent } from '../domain/journal'
import type { Resolution } from '../domain/resolution'

/** Where each part of a resolution stands in its journal; null: it has no such part. */
export interface ResolutionSteps {
  intents: StepIntent[]
  snapshot: number | null
  files: number | null
  preflight: number
  work: number | null
  /** Position of each statement's step; -1: it is not executed. */
  statements: number[]
  ledger: number | null
  verify: number
}

/** The steps of a resolution, known before it begins. Pure. */
export function resolutionSteps(
  { files, work, ledger, migration }: Resolution,
  takesSnapshot: boolean,
): ResolutionSteps {
  const intents: StepIntent[] = []
  const add = (intent: Omit<StepIntent, 'position'>) =>
    intents.push({ position: intents.length, ...intent }) - 1

  const snapshot = takesSnapshot ? add({ kind: 'snapshot', title: 'Take and verify a snapshot' }) : null
  const count = `${files.length} ${files.length === 1 ? 'file' : 'files'}`
  const filesStep = files.length > 0 ? add({ kind: 'files', title: `Change ${count} of the project` }) : null
  const preflight = add({ kind: 'preflight', title: 'Lock and compare with what was worked out' })
  const workStep = work
    ? add({
        kind: 'migration',
        title: work.mode === 'atomic' ? 'Run the SQL in one transaction' : 'Run the SQL step by step',
        ...(migration !== null && { detail: { migration } }),
      })
    : null
  const executed = new Set(work?.segments.flatMap((segment) => segment.statements))
  const statements = (work?.statements ?? []).map((statement) => {
    if (!executed.has(statement.index) || workStep === null) return -1
    const detail = { statement: statement.index, sql: statement.text, line: statement.line }
    return add({ kind: 'statement', title: statement.summary, parent: workStep, detail })
  })
  const ledgerStep = ledger.length > 0 ? add({ kind: 'ledger', title: 'Write the ledger' }) : null
  const verify = add({ kind: 'verify', title: 'Compare schema and ledger with what was proven' })
  return {
    intents,
    snapshot,
    files: filesStep,
    preflight,
    work: workStep,
    statements,
    ledger: ledgerStep,
    verify,
  }
}
