import type { Catalog } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import { catalogFingerprint } from '../../domain/catalog-fingerprint'
import { describeChanges } from '../../domain/catalog-words'
import { ok, type Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { LedgerChange, Way } from '../../domain/resolution'
import { planSegments } from '../../sql/segments'
import { draftResolution, impossible, possible } from '../ledger/draft-resolution'
import { onShadow, shadowRequest } from '../ledger/shadow-of'
import { mayTouchRows } from '../ledger/touches-rows'
import { changesWords, count, failureWords } from '../ledger/words'
import type { ResolvingPorts, Situation } from '../situation'
import { tryScript } from './try-script'

interface Walked {
  /** Numbers of migrations after which the schema is the live one. */
  equal: number[]
  nearest: { after: number; catalog: Catalog; differences: number }
  stuck: { name: string; why: string } | null
}

/** After which migrations of the project the live schema is the one that they build, and what to record then. */
export async function placesInHistory(
  ports: ResolvingPorts,
  situation: Situation,
): Promise<{ ways: Way[]; details: string[] }> {
  const { migrations } = situation.question.revision
  const walked = await findPlaces(ports, situation, migrations)
  const title = 'Record the migrations that it has as applied'
  if (!walked.ok)
    return { ways: [impossible('mark_applied', title, [failureWords(walked.failure)])], details: [] }
  const { equal, nearest, stuck } = walked.value
  // Before the first migration only an empty database is, and that is no trouble.
  const places = equal.filter((after) => after > 0)
  const [first, last] = [places[0], places.at(-1)]
  if (first !== undefined && last !== undefined) {
    const ways = [markWay(situation, migrations.slice(0, last), true, null)]
    if (first !== last) ways.push(markWay(situation, migrations.slice(0, first), false, null))
    const name = migrations[last - 1]?.name
    return { ways, details: [`The schema is exactly what the migrations up to ${name} build.`] }
  }
  const differences = catalogDelta(nearest.catalog, situation.catalog)
  const where =
    nearest.after === 0
      ? 'No state of the history is near: the schema has hardly anything in common with it.'
      : `The nearest state of the history is the one after ${migrations[nearest.after - 1]?.name}; ${count(differences.length, 'object')} differ.`
  const details = [
    where,
    ...describeChanges(differences).slice(0, 100),
    ...(stuck
      ? [`Further states are not known: ${stuck.name} fails on a shadow database: ${stuck.why}`]
      : []),
  ]
  // Of a database that shares nothing with the history, recording it would be a lie.
  if (nearest.after === 0 || differences.length >= Object.keys(situation.catalog).length / 2)
    return { ways: [impossible('mark_applied', title, [where])], details }
  return { ways: [markWay(situation, migrations.slice(0, nearest.after), false, differences)], details }
}

/**
 * Reading a schema costs more than applying a migration: a long history is read at some of its states first, and then
 * at each of those around the nearest. Where none of them is the live one, all are read, unless they are too many.
 */
async function findPlaces(
  ports: ResolvingPorts,
  situation: Situation,
  migrations: MigrationFile[],
): Promise<Result<Walked>> {
  const total = migrations.length
  const step = Math.floor(Math.sqrt(total))
  const everything = () => walk(ports, situation, migrations, 0, () => true)
  if (total <= fewMigrations) return await everything()
  const coarse = await walk(ports, situation, migrations, 0, (after) => after % step === 0 || after === total)
  if (!coarse.ok) return coarse
  const { equal, nearest } = coarse.value
  const from = Math.max(0, (equal[0] ?? nearest.after) - step)
  const to = Math.min(total, (equal.at(-1) ?? nearest.after) + step)
  const fine = await walk(ports, situation, migrations.slice(0, to), from, () => true)
  if (!fine.ok) return fine
  const stuck = coarse.value.stuck ?? fine.value.stuck
  if (fine.value.equal.length > 0 || total > manyMigrations) return ok({ ...fine.value, stuck })
  return await everything()
}

const fewMigrations = 30
const manyMigrations = 250

/** Applies the migrations after the first `from`, reading the schema where `wants` says so. */
function walk(
  ports: ResolvingPorts,
  situation: Situation,
  migrations: MigrationFile[],
  from: number,
  wants: (after: number) => boolean,
): Promise<Result<Walked>> {
  const live = situation.catalog
  const wanted = catalogFingerprint(live)
  const rest = migrations.slice(from)
  return onShadow(ports, shadowRequest(situation), migrations.slice(0, from), rest, async ({ session }) => {
    const reader = ports.database.catalogReader(session)
    const start = await reader.read()
    const walked: Walked = {
      equal: catalogFingerprint(start) === wanted ? [from] : [],
      nearest: { after: from, catalog: start, differences: differencesOf(start, live) },
      stuck: null,
    }
    for (const [index, { name, sql }] of rest.entries()) {
      const why = await tryScript(session, name, sql)
      if (why !== null) return { ...walked, stuck: { name, why } }
      const after = from + index + 1
      if (!wants(after)) continue
      const catalog = await reader.read()
      const differences = differencesOf(catalog, live)
      if (differences === 0 && catalogFingerprint(catalog) === wanted) walked.equal.push(after)
      // Of several that are as near, the last: what changes rows alone is more likely to have run than not.
      if (differences <= walked.nearest.differences) walked.nearest = { after, catalog, differences }
    }
    return walked
  })
}

function differencesOf(a: Catalog, b: Catalog): number {
  let shared = 0
  let equal = 0
  const keys = Object.keys(a)
  for (const key of keys) {
    if (!Object.hasOwn(b, key)) continue
    shared += 1
    if (a[key] === b[key]) equal += 1
  }
  return keys.length + Object.keys(b).length - shared - equal
}

function markWay(
  situation: Situation,
  files: MigrationFile[],
  recommended: boolean,
  differences: ReturnType<typeof catalogDelta> | null,
): Way {
  const { ledger, question } = situation
  const last = files.at(-1)?.name ?? ''
  const rows = files.filter(({ sql }) => planSegments(sql).statements.some(mayTouchRows))
  const left = question.revision.migrations.length - files.length
  const insert = files.map(
    ({ name, checksum }): LedgerChange => ({ change: 'insert_applied', name, checksum }),
  )
  const which = files.length === 1 ? last : `the ${files.length} migrations up to ${last}`
  const tail = differences === null ? '' : `, and leave ${count(differences.length, 'difference')} as drift`
  const way = possible(
    draftResolution(situation, {
      kind: 'mark_applied',
      trouble: 'unmanaged',
      migration: last,
      title: `Record ${which} as applied${tail}`,
      does: [
        ...(ledger.exists ? [] : ['Creates the ledger, _prisma_migrations.']),
        `Records ${which} as applied, without running ${files.length === 1 ? 'it' : 'them'}.`,
        left === 0
          ? 'Nothing is pending afterwards.'
          : `${count(left, 'migration')} after ${files.length === 1 ? 'it' : 'them'} will be pending.`,
      ],
      proof: [
        differences === null
          ? `Tried on a shadow database: ${which} build${files.length === 1 ? 's' : ''} exactly the live schema.`
          : `Tried on a shadow database: of all states of the history the one after ${last} is the nearest.`,
      ],
      warnings: [
        ...(differences === null ? [] : [`It is not exactly the live schema: ${changesWords(differences)}.`]),
        ...(rows.length > 0
          ? [
              `What ${rows.length === 1 ? rows[0]?.name : `${rows.length} of them`} did to rows is not in a schema: whether it happened here is not known.`,
            ]
          : []),
      ],
      takeBack: ledger.exists
        ? 'Delete the rows from _prisma_migrations.'
        : 'Drop the table _prisma_migrations: it holds nothing else.',
      next:
        differences !== null
          ? 'Look at the drift: adopt it, take it back, or ignore it.'
          : left === 0
            ? 'Nothing: it is up to date.'
            : 'Deploy what is pending.',
      ledger: ledger.exists ? insert : [{ change: 'create_table' }, ...insert],
    }),
    recommended,
  )
  return way
}
