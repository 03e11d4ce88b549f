import type { Catalog, CatalogChange } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import { parseCatalogKey } from '../../domain/catalog-key'
import { type ScriptStates, touchedKeys } from './script-states'

/** An index that a concurrent statement left unusable when it was stopped. */
export interface HalfIndex {
  key: string
  /** `"schema"."name"`. */
  qualified: string
  how: 'half built' | 'half dropped'
}

export interface Reached {
  /** Every number of statements after which the schema looks as the live one does, as far as the script touches it. */
  candidates: number[]
  /** Left by the statement after the candidate. */
  half: HalfIndex | null
  /** Where no state fits: the one that differs least, and in what the live schema differs from it. */
  closest: { at: number; differences: CatalogChange[] }
  /** How many objects were compared. */
  compared: number
}

/**
 * Which states of a script the live schema may be in. Only objects that the script touches are compared, so that
 * drift beside them does not disturb.
 */
export function reachedStates({ states }: ScriptStates, live: Catalog): Reached {
  const touched = touchedKeys(states)
  const actual = only(live, touched)
  const candidates: number[] = []
  const half: HalfIndex | null = null
  let closest: Reached['closest'] | null = null
  for (const [at, state] of states.entries()) {
    const differences = catalogDelta(only(state, touched), actual)
    if (differences.length === 0) candidates.push(at)
    const left = halfIndex(differences, states[at + 1])
    if (left) {
      // Nothing but that very statement leaves one.
      return { candidates: [at], half: left, closest: { at, differences: [] }, compared: touched.size }
    }
    if (!closest || differences.length < closest.differences.length) closest = { at, differences }
  }
  return {
    candidates,
    half,
    closest: closest ?? { at: 0, differences: [] },
    compared: touched.size,
  }
}

function only(catalog: Catalog, keys: Set<string>): Catalog {
  return Object.fromEntries(Object.entries(catalog).filter(([key]) => keys.has(key)))
}

function halfIndex(differences: CatalogChange[], next: Catalog | undefined): HalfIndex | null {
  const [difference] = differences
  if (!difference || differences.length > 1 || !next || !difference.key.startsWith('index:')) return null
  const { key, before, after } = difference
  const left = withoutInvalid(after)
  if (left === null) return null
  const built = before === null && next[key] !== undefined && sameDefinition(left, next[key])
  const dropped = before !== null && next[key] === undefined && sameDefinition(left, before)
  if (!built && !dropped) return null
  const { path } = parseCatalogKey(key)
  const qualified = [path[0], path.at(-1)].map((name) => `"${(name ?? '').replaceAll('"', '""')}"`).join('.')
  return { key, qualified, how: built ? 'half built' : 'half dropped' }
}

/** The definition as it would be if the index were valid; null where it is. */
function withoutInvalid(definition: string | null): Record<string, unknown> | null {
  const { invalid, ...rest } = JSON.parse(definition ?? '{}') as Record<string, unknown>
  return invalid === true ? rest : null
}

function sameDefinition(left: Record<string, unknown>, whole: string | undefined): boolean {
  const { invalid: _, ...rest } = JSON.parse(whole ?? '{}') as Record<string, unknown>
  return left.definition === rest.definition
}
