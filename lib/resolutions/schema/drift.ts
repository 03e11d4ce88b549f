import type { CatalogChange } from '../../domain/catalog'
import { catalogName, parseCatalogKey } from '../../domain/catalog-key'
import { describeChanges, toldChanges } from '../../domain/catalog-words'
import { FailureError, ok, type Result } from '../../domain/failure'
import { hiddenReason } from '../../domain/inventory'
import { listNames } from '../../domain/list-names'
import type { MigrationFile } from '../../domain/migration'
import type { Trouble, Way } from '../../domain/resolution'
import { beforeFailed } from '../before-failed'
import { inOrder } from '../ledger/draft-resolution'
import { count } from '../ledger/words'
import type { ResolvingPorts, Situation } from '../situation'
import { adoptWay } from './adopt-way'
import { alreadyThere } from './already-there'
import { type Drifted, driftedFrom } from './drifted'
import { revertWay } from './revert-way'
import { selected } from './selection'
import { changesOfEdits, unknownEdits } from './unknown-edits'

/**
 * How the live schema differs from its applied migrations, object by object, and what can be done about it. What
 * somebody decided to ignore is counted and left out.
 * @throws FailureError where that cannot be known.
 */
export async function explainDrift(ports: ResolvingPorts, situation: Situation): Promise<Trouble[]> {
  const drifted = await driftedFrom(ports, situation)
  if (drifted === null || drifted.changes.length === 0) return []
  const pending = await alreadyThere(ports, situation, drifted)
  if (pending) return [pending]
  const edits = await unknownEdits(situation)
  const ofEdits = new Set(changesOfEdits(drifted.changes, edits))
  const changes = drifted.changes.filter((change) => !ofEdits.has(change))
  // Told with the edit, as what its file builds and the live schema lacks.
  if (changes.length === 0) return []
  const adopt = await adoptWay(ports, situation, drifted, changes)
  const revert = await revertWay(ports, situation, drifted, changes)
  // Which one is right is a question of what was meant; adopting loses nothing. What an edit took out of its file
  // looks the same, so that the edit comes first.
  const best = adopt.resolution === null || edits.length > 0 ? adopt : { ...adopt, recommended: true }
  return [
    {
      kind: 'drift',
      migration: null,
      what: `The live schema differs from its applied migrations in ${count(toldChanges(changes).length, 'object')}: somebody or something else changed it.`,
      details: [...detailsOf({ ...drifted, changes }), ...editsFirst(edits)],
      ways: inOrder([best, revert]),
    },
  ]
}

/** The differences that are not ignored, for those who show or ignore them one by one. */
export async function driftChanges(
  ports: ResolvingPorts,
  situation: Situation,
): Promise<Result<CatalogChange[]>> {
  try {
    return ok((await driftedFrom(ports, situation))?.changes ?? [])
  } catch (error) {
    if (error instanceof FailureError) return { ok: false, failure: error.failure }
    throw error
  }
}

/** The same way out for some of the differences alone; `keys` null: for all. */
export async function resolveDrift(
  ports: ResolvingPorts,
  situation: Situation,
  choice: { way: 'adopt_drift' | 'revert_drift'; keys: string[] | null },
): Promise<Result<Way | null>> {
  try {
    const drifted = await driftedFrom(ports, situation)
    const changes = drifted === null ? [] : selected(drifted.changes, choice.keys)
    if (drifted === null || changes.length === 0) return ok(null)
    const work = choice.way === 'adopt_drift' ? adoptWay : revertWay
    return ok(beforeFailed(situation, await work(ports, situation, drifted, changes)))
  } catch (error) {
    if (error instanceof FailureError) return { ok: false, failure: error.failure }
    throw error
  }
}

function editsFirst(edits: MigrationFile[]): string[] {
  if (edits.length === 0) return []
  const names = listNames(
    edits.map(({ name }) => name),
    3,
  )
  return [
    `Decide about ${names} first: what was taken out of a file whose old text nobody knows looks the same.`,
  ]
}

function detailsOf({ changes, expected, ignored, doubts }: Drifted): string[] {
  const hidden = changes.filter((change) => isHidden(change, expected))
  const names = hidden.map(({ key }) => {
    const { kind, path, of } = parseCatalogKey(key)
    return `${of ? `comment on ${of.kind}` : kind} ${catalogName(path)}`
  })
  return [
    ...describeChanges(changes),
    ...(names.length > 0 ? [`What a Prisma schema cannot express of it: ${shortList(names)}.`] : []),
    ...(ignored.length > 0 ? [`${count(ignored.length, 'more difference')} left as decided.`] : []),
    ...doubts,
  ]
}

function isHidden({ key, before, after }: CatalogChange, expected: Drifted['expected']): boolean {
  const definition = after ?? before
  return definition !== null && hiddenReason(key, { ...expected, [key]: definition }) !== null
}

function shortList(names: string[]): string {
  return names.length <= 12
    ? names.join(', ')
    : `${names.slice(0, 11).join(', ')} and ${names.length - 11} more`
}
