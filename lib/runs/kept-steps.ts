import type { StepIntent } from '../domain/journal'
import type { KeptReverse } from '../domain/kept-data'
import type { PutBackPart } from './kept-copies'
import { putBackTitle } from './put-back-act'
import type { PutBackGroup } from './put-back-groups'

/** Where the steps of a way back with kept data stand. */
export interface KeptSteps {
  intents: StepIntent[]
  groups: number[]
  /** Position of each part's statements, or of its put back. */
  parts: number[][]
  ledger: number
  verify: number
}

/** From position 1 on: before them is the look at ledger and schema. */
export function keptSteps(reverse: KeptReverse, copies: PutBackPart[], groups: PutBackGroup[]): KeptSteps {
  const intents: StepIntent[] = []
  const add = (intent: Omit<StepIntent, 'position'>) => {
    intents.push({ position: intents.length + 1, ...intent })
    return intents.length
  }
  const parts: number[][] = []
  const titleOf = (part: number) => {
    const found = copies.find((each) => each.part === part)
    return found ? putBackTitle(found) : 'Put back what was kept'
  }
  const positions = groups.map((group, index) => {
    if (group.kind === 'batches')
      return add({ kind: 'put_back', title: `${titleOf(group.part)}, in batches` })
    const last = index === groups.length - 1
    const words = groups.length === 1 ? 'Run the reverse SQL and put back what was kept' : null
    const title = words ?? (last ? 'Run the rest of the reverse SQL' : 'Make place for what was kept')
    const parent = add({ kind: 'reverse', title: `${title}, in one transaction` })
    for (const part of group.parts) {
      const given = reverse.parts[part]
      if (given?.kind === 'put_back') parts[part] = [add({ kind: 'put_back', title: titleOf(part), parent })]
      else
        parts[part] = (given?.statements ?? []).map((statement) => {
          if (statement.controlsTransaction) return -1
          const detail = { statement: statement.index, sql: statement.text, line: statement.line }
          return add({ kind: 'statement', title: statement.summary, parent, detail })
        })
    }
    return parent
  })
  const ledger = add({ kind: 'ledger', title: 'Mark the migrations as rolled back' })
  const verify = add({ kind: 'verify', title: 'Compare the schema with the one before the deploy' })
  return { intents, groups: positions, parts, ledger, verify }
}
