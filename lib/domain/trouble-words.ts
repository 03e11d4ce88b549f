import { listNames } from './list-names'
import type { MigrationState, MigrationStatus } from './migration'

/** What is wrong with a history, one sentence without its full stop for each kind of trouble, however many there are. */
export function describeTroubles(statuses: readonly MigrationStatus[]): string[] {
  return kinds.flatMap(([state, words]) => {
    const names = statuses.filter((status) => status.state === state).map(({ name }) => name)
    return names.length > 0 ? [`${listNames(names)} ${words(names.length === 1)}`] : []
  })
}

const kinds: [MigrationState, (one: boolean) => string][] = [
  ['failed', (one) => `failed and ${one ? 'was' : 'were'} not resolved`],
  ['edited', (one) => (one ? 'was changed after it was applied' : 'were changed after they were applied')],
  [
    'missing',
    (one) =>
      one
        ? 'is applied, and the project has no file for it'
        : 'are applied, and the project has no files for them',
  ],
]
