import type { CatalogChange } from './catalog'
import { tableKeyOf } from './catalog-key'
import { describeChanges } from './catalog-words'
import type { DriftedObject } from './observation'
import type { IgnoredDrift } from './resolution'
import { driftDefinitions } from './resolution-fingerprint'

/** The most objects that an observation keeps one by one; of a schema that is another one altogether, words are enough. */
export const mostDriftedObjects = 500

/**
 * What a difference between the expected and the live schema comes to: only what nobody decided to leave as it is
 * counts as drift. An object that was ignored and is another one now counts again.
 */
export function judgeDrift(
  changes: CatalogChange[],
  ignored: readonly Pick<IgnoredDrift, 'key' | 'definitions'>[],
): { state: 'none' | 'drifted'; details: string[]; objects: DriftedObject[] } {
  const objects = changes.map((change) => {
    const definitions = driftDefinitions(change)
    const known = ignored.some((each) => each.key === change.key && each.definitions === definitions)
    return { change, definitions, ignored: known }
  })
  const drifted = objects.filter((object) => !object.ignored).map(({ change }) => change)
  return {
    state: drifted.length === 0 ? 'none' : 'drifted',
    details: describeChanges(drifted),
    objects: objects.slice(0, mostDriftedObjects).map(({ change, definitions, ignored: known }) => ({
      key: change.key,
      definitions,
      what: describeChanges(withColumns(change, changes))[0] ?? change.key,
      ignored: known,
    })),
  }
}

/** A table that comes or goes is told with the number of its columns; everything else stands for itself. */
function withColumns(change: CatalogChange, changes: CatalogChange[]): CatalogChange[] {
  if (!change.key.startsWith('table:')) return [change]
  return [change, ...changes.filter(({ key }) => key.startsWith('column:') && tableKeyOf(key) === change.key)]
}
