import type { Database, Session } from '../../databases/database'
import { readFacts, type SchemaFacts } from '../../databases/postgres/definitions/facts'
import type { Catalog, CatalogChange } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import { catalogFingerprint } from '../../domain/catalog-fingerprint'
import { describeChanges } from '../../domain/catalog-words'
import { ok, type Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { ReversePlan } from '../../domain/plan'
import type { SchemaFile } from '../../domain/revision'
import { planSegments } from '../../sql/segments'
import type { DiffResult, Engine, ShadowDatabase, ShadowProvider, ShadowRequest } from '../engine'
import { historyKeys, sha256 } from '../history-key'
import { placeOfShadow } from '../place'
import { scriptFailure } from '../script-failure'
import { needsOwnership } from '../shadow'
import type { EngineAnswers } from './ask-engine'
import { watchBeyond } from './beyond-catalog'
import { catalogFormat, catalogKey } from './expected-catalog'
import { ReplayError, replayOne } from './replay'
import { onScratch } from './scratch'
import { wayBack } from './way-back'

/** What trying pending migrations came to. Follows from the scripts and the kind of server, not from any live database. */
export interface Tried {
  /** What each migration changed, in order. */
  changes: CatalogChange[][]
  /** What each segment of a stepwise one changed; null: it is one transaction. */
  segments: (CatalogChange[][] | null)[]
  forward: DiffResult
  reverse: ReversePlan
}

interface Histories {
  applied: MigrationFile[]
  pending: MigrationFile[]
}

/** Counted up when something is tried in another way. */
const format = 5

/** For fewer, reading everything after each costs less than finding out what changed. */
const readWholeUpTo = 2

/**
 * Applies each pending migration to a shadow that holds the applied ones, then the engine's reverse, with what it leaves
 * out. What was tried before with exactly these scripts is not tried again.
 */
export async function tryOnShadow(
  ports: { database: Database; shadows: ShadowProvider; engine: Engine },
  shadow: ShadowRequest & Required<Pick<ShadowRequest, 'identity'>>,
  schema: SchemaFile[],
  histories: Histories,
  answers: EngineAnswers,
): Promise<Result<Tried>> {
  const key = keyOf(ports.engine, shadow, schema, histories)
  const known = await ports.shadows.answers.get<Tried>(key)
  if (known) return ok(known)
  const tried = await attempt(ports, shadow, histories, answers).catch((error: unknown) => {
    if (needsOwnership(error)) return attempt(ports, { ...shadow, plain: true }, histories, answers)
    throw error
  })
  // A reverse that the engine could not give may come another time.
  if (tried.ok && tried.value.reverse.sql !== null) await ports.shadows.answers.set(key, tried.value)
  return tried
}

function keyOf(
  engine: Engine,
  shadow: ShadowRequest & Required<Pick<ShadowRequest, 'identity'>>,
  schema: SchemaFile[],
  { applied, pending }: Histories,
): string {
  const before = historyKeys(placeOfShadow(shadow, shadow.identity), applied).at(-1) ?? ''
  const files = sha256(...schema.flatMap(({ path, content }) => [path, content]))
  const words = ['tried', String(format), engine.name, catalogFormat(), files]
  return sha256(...words, before, ...pending.map(({ sql }) => sql))
}

async function attempt(
  ports: { database: Database; shadows: ShadowProvider },
  request: ShadowRequest,
  { applied, pending }: Histories,
  answers: EngineAnswers,
): Promise<Result<Tried>> {
  let stand: (on: Standing | null) => void = () => {}
  const standing = new Promise<Standing | null>((resolve) => {
    stand = resolve
  })
  // Only one at a time may use a given database, if none can be created beside it: then the engine comes first.
  const early = answers.diffs(request.givenUrl === null ? standing : undefined)
  if (request.givenUrl !== null) await early
  let shadow: ShadowDatabase | null = null
  try {
    const prepared = await ports.shadows.prepared(request, applied)
    if (!prepared.ok) return prepared
    shadow = prepared.value
    const { url } = shadow
    const opened = await ports.database.open(url, { applicationName: 'headgate shadow' })
    if (!opened.ok) return opened
    const scratch = opened.value
    try {
      const facts = await factsBefore(ports, request, applied, scratch)
      const nameBeyond = await watchBeyond(scratch, pending)
      const { start, changes, segments } = await walk(ports.database, scratch, pending, {
        start: (read) => startOf(ports, request, applied, read),
        onReached: () => stand({ url, migrations: [...applied, ...pending] }),
      })
      const { forward, reverse } = await early
      if (!forward.ok) return forward
      const walked = { start, migrations: pending, changes, segments, facts }
      const back = await wayBack(ports.database, scratch, walked, reverse)
      if (!back.ok) return back
      return ok({ changes, segments, forward: forward.value, reverse: await nameBeyond(back.value) })
    } catch (error) {
      if (!(error instanceof ReplayError) || (needsOwnership(error) && !request.plain)) throw error
      return scriptFailure(error.migration, error.cause.info)
    } finally {
      await scratch.close()
    }
  } finally {
    stand(null)
    if (shadow) ports.shadows.letGo(shadow)
  }
}

/**
 * What completing a reverse has to know of the schema before. Few reverses need it: it is read when asked for, on
 * another shadow, but beforehand where a given database may be the only one.
 */
async function factsBefore(
  ports: { database: Database; shadows: ShadowProvider },
  request: ShadowRequest,
  applied: MigrationFile[],
  scratch: Session,
): Promise<() => Promise<Result<SchemaFacts>>> {
  if (request.givenUrl === null)
    return () => onScratch(ports, request, applied, (on) => readFacts(on.session))
  const facts = await readFacts(scratch)
  return async () => ok(facts)
}

/** Where the engine may look at what the walk has reached. */
type Standing = { url: string; migrations: MigrationFile[] }

export interface WalkOptions {
  /** Answers what the shadow holds before, or asks `read`. */
  start?: (read: () => Promise<Catalog>) => Promise<Catalog>
  /** Called when all are applied, while the last changes are still read. */
  onReached?: () => void
}

/**
 * Applies each migration and tells what it changed.
 * @throws ReplayError
 */
export async function walk(
  database: Database,
  scratch: Session,
  pending: MigrationFile[],
  options: WalkOptions = {},
): Promise<{ start: Catalog; changes: CatalogChange[][]; segments: (CatalogChange[][] | null)[] }> {
  const few = pending.length <= readWholeUpTo
  const reader = few ? { read: () => database.catalog(scratch) } : database.catalogReader(scratch)
  // The reader of changes has to see everything once.
  const start = few && options.start ? await options.start(reader.read) : await reader.read()
  const changes: CatalogChange[][] = []
  const segments: (CatalogChange[][] | null)[] = []
  let previous = start
  for (const file of pending) {
    const script = { ...file, ...planSegments(file.sql) }
    const steps: CatalogChange[][] = []
    let within = previous
    const onSegment = async () => {
      const reached = await reader.read()
      steps.push(catalogDelta(within, reached))
      within = reached
    }
    const stepwise = script.mode === 'stepwise'
    await replayOne(scratch, script, stepwise ? onSegment : undefined)
    if (file === pending.at(-1)) options.onReached?.()
    const reached = await reader.read()
    changes.push(catalogDelta(previous, reached))
    segments.push(stepwise ? steps : null)
    previous = reached
  }
  if (few) return { start, changes, segments }
  // The steps were read change by change: a reading of the whole has to come to the same end.
  const whole = await database.catalog(scratch)
  if (catalogFingerprint(whole) !== catalogFingerprint(previous))
    throw new Error(
      `Reading changes missed some: ${describeChanges(catalogDelta(previous, whole)).join('; ')}`,
    )
  return { start, changes, segments }
}

/** The same for every plan of these applied migrations. */
async function startOf(
  { shadows: { answers } }: { shadows: ShadowProvider },
  request: ShadowRequest,
  applied: MigrationFile[],
  read: () => Promise<Catalog>,
): Promise<Catalog> {
  const key = request.identity ? catalogKey(placeOfShadow(request, request.identity), applied) : null
  const known = key && (await answers.get<Catalog>(key))
  if (known) return known
  const catalog = await read()
  if (key) await answers.set(key, catalog)
  return catalog
}
