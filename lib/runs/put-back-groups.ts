import { parseCatalogKey } from '../domain/catalog-key'
import type { KeptReverse } from '../domain/kept-data'
import type { Plan } from '../domain/plan'
import type { PutBackPart } from './kept-copies'

/** Up to so many kept rows in all, everything is one transaction. */
export const defaultOneTransactionRows = 200_000
/** Rows that are put back in one transaction where it takes several. */
export const defaultBatchRows = 50_000

/** What commits together, as indices of the parts; `batches`: one part, in as many transactions as it needs. */
export type PutBackGroup = { kind: 'transaction'; parts: number[] } | { kind: 'batches'; part: number }

export interface Sizes {
  oneTransactionRows: number
  batchRows: number
}

/**
 * Cuts a way back into what commits together. Little of it is one transaction. Else what is much is put back in
 * batches between them, but for values whose column is there all the time: which of them were written since the deploy
 * is only known while nothing else can be written. `from`: as many parts are done already.
 */
export function putBackGroups(
  reverse: KeptReverse,
  copies: PutBackPart[],
  plan: Plan,
  { oneTransactionRows, batchRows }: Sizes,
  from = 0,
): PutBackGroup[] {
  const all = copies.reduce((sum, { copy }) => sum + copy.rows, 0)
  const inBatches = (part: number) => {
    const found = copies.find((each) => each.part === part)
    return found !== undefined && found.copy.rows > batchRows && !stands(found, plan)
  }
  const groups: PutBackGroup[] = []
  let parts: number[] = []
  for (let part = from; part < reverse.parts.length; part++) {
    if (all <= oneTransactionRows || !inBatches(part)) {
      parts.push(part)
      continue
    }
    if (parts.length > 0 || groups.length === 0) groups.push({ kind: 'transaction', parts })
    groups.push({ kind: 'batches', part })
    parts = []
  }
  groups.push({ kind: 'transaction', parts })
  // What goes on in the middle of batches needs no transaction before them.
  const [first] = groups
  const goesOn = from > 0 && first?.kind === 'transaction' && first.parts.length === 0 && groups.length > 1
  return goesOn ? groups.slice(1) : groups
}

/** A column of that name is there after the deploy: the values it has are about to change. */
function stands({ step }: PutBackPart, plan: Plan): boolean {
  if (step.how !== 'values') return false
  const after = new Map<string, string | null>()
  for (const { key, after: to } of plan.migrations.flatMap(({ changes }) => changes)) {
    const { kind, path } = parseCatalogKey(key)
    if (kind === 'column') after.set(path.join('.'), to)
  }
  return step.columns.some((column) => after.get(`${step.table}.${column}`) !== null)
}
