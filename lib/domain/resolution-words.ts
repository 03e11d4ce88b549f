import type { LedgerChange, Resolution, TroubleKind } from './resolution'
import type { ResolutionState } from './resolution-transition'

/** Whether carrying it out writes to the environment's database, be it to the ledger alone. */
export function changesDatabase({ work, ledger }: Pick<Resolution, 'work' | 'ledger'>): boolean {
  return work !== null || ledger.length > 0
}

/** A trouble in two words, for a heading's mark. */
export const troubleWords: Record<TroubleKind, string> = {
  unmanaged: 'no history yet',
  failed: 'failed migration',
  edited: 'edited after it was applied',
  missing: 'file is missing',
  diverged: 'histories diverged',
  out_of_order: 'out of order',
  drift: 'drift',
}

export const resolutionStateWords: Record<ResolutionState, string> = {
  proposed: 'proposed',
  approved: 'approved',
  running: 'under way',
  done: 'carried out',
  failed: 'failed',
  withdrawn: 'withdrawn',
}

/** A change of the ledger as a sentence. */
export function ledgerWords(change: LedgerChange): string {
  if (change.change === 'create_table') return 'The ledger, _prisma_migrations, is created.'
  if (change.change === 'insert_applied') return `${change.name} is recorded as applied.`
  if (change.change === 'finish') return `The unfinished row of ${change.name} becomes a finished one.`
  if (change.change === 'mark_rolled_back') return `${change.name} is recorded as rolled back.`
  return `The checksum of ${change.name} becomes that of the file.`
}
