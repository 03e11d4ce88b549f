import type { FileChange } from '../../domain/file-change'
import type { MigrationFile } from '../../domain/migration'
import type { Situation } from '../situation'
import { laterName, wordsOfName } from './later-name'

export interface RenamePlan {
  changes: FileChange[]
  /** Old and new names. */
  renamed: { from: string; to: string }[]
  /** `a → b; c → d`. */
  words: string
  warning: string
}

/**
 * Later names for those pending migrations that sort before something applied: after the newest applied one and, where
 * there is room, before the other pending ones. Their order among each other stays.
 */
export function renamePlan(
  { ledger, statuses }: Situation,
  pending: MigrationFile[],
  alsoApplied: string[] = [],
): RenamePlan {
  const applied = ledger.rows.filter((row) => row.finishedAt !== null && row.rolledBackAt === null)
  const names = [...applied.map(({ name }) => name), ...alsoApplied]
  const newest = names.reduce((a, b) => (a > b ? a : b), '')
  const late = pending.filter(({ name }) => name < newest)
  const others = statuses.map(({ name }) => name).filter((name) => name > newest)
  const taken = [...names]
  const renamed = late.map(({ name }) => {
    const to = laterName(taken, wordsOfName(name), others)
    taken.push(to)
    return { from: name, to }
  })
  return {
    changes: renamed.map(({ from, to }) => ({ change: 'rename', from, to })),
    renamed,
    words: renamed.map(({ from, to }) => `${from} → ${to}`).join('; '),
    warning: `A database to which ${renamed.length === 1 ? 'it is' : 'they are'} applied under the old ${renamed.length === 1 ? 'name' : 'names'} misses ${renamed.length === 1 ? 'it' : 'them'} then, and has to record the new ${renamed.length === 1 ? 'one' : 'ones'}.`,
  }
}
