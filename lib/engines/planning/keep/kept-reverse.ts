import { type Database, DatabaseError, type Session } from '../../../databases/database'
import { definitionOf } from '../../../databases/postgres/definitions/definition'
import { readFacts } from '../../../databases/postgres/definitions/facts'
import { keyOf } from '../../../databases/postgres/definitions/names'
import { inOrder } from '../../../databases/postgres/definitions/order'
import { type SchemaSide, writeDefinitions } from '../../../databases/postgres/definitions/write-definitions'
import type { Catalog } from '../../../domain/catalog'
import { catalogDelta } from '../../../domain/catalog-delta'
import { describeChanges } from '../../../domain/catalog-words'
import type { KeptCopy, KeptReverse, PutBackStep, ReversePart } from '../../../domain/kept-data'
import type { MigrationFile } from '../../../domain/migration'
import type { PlannedMigration } from '../../../domain/plan'
import { planSegments } from '../../../sql/segments'
import type { ShadowProvider, ShadowRequest } from '../../engine'
import { ReplayError, replayOne } from '../replay'
import { onScratch } from '../scratch'
import { makeRoom } from './make-room'
import { namesBack } from './names-back'
import type { Kept } from './orders'
import { placeFor, tableKey } from './place'
import { presentNames } from './present-names'
import { referencesOf } from './references'
import { sampleRows } from './sample-rows'
import { sequencesBack } from './sequences-back'
import type { Trail } from './trail'

export interface KeptQuestion {
  shadow: ShadowRequest
  applied: MigrationFile[]
  /** What is deployed, in order. */
  pending: readonly Pick<PlannedMigration, 'name' | 'sql' | 'mode' | 'segments' | 'statements'>[]
  kept: readonly Pick<Kept, 'migration' | 'order' | 'step'>[]
  trail: Trail
}

interface Ports {
  database: Database
  shadows: ShadowProvider
}

/**
 * The way back that puts kept data back, written on a shadow where the deploy was just done, with rows in the tables
 * concerned where such could be made up, and tried there as it will run.
 */
export async function makeKeptReverse(ports: Ports, question: KeptQuestion): Promise<KeptReverse> {
  const withRows = await attempt(ports, question, true)
  if (withRows.problems.length === 0) return withRows
  const without = await attempt(ports, question, false)
  return without.problems.length === 0 ? without : withRows
}

async function attempt(ports: Ports, question: KeptQuestion, rows: boolean): Promise<KeptReverse> {
  const parts: ReversePart[] = []
  const failed = (why: string): KeptReverse => ({
    parts,
    tried: true,
    differences: [],
    problems: [`It fails: ${why}`],
  })
  try {
    const tried = await onScratch(ports, question.shadow, question.applied, async ({ session, catalog }) => {
      const start = { catalog: await catalog(), facts: await readFacts(session) }
      const steps = question.kept.map(({ step }) => step)
      const tables = new Set(steps.map(({ table }) => tableKey(table)))
      if (rows) await sampleRows(session, start.catalog, start.facts, tables)
      const copies = await deploy(ports.database, session, question)
      await goBack(ports.database, session, start, question, copies, parts)
      return describeChanges(catalogDelta(start.catalog, await catalog()))
    })
    if (!tried.ok) return failed(tried.failure.why)
    return { parts, tried: true, differences: tried.value, problems: [] }
  } catch (error) {
    if (error instanceof DatabaseError) return failed(error.message)
    throw error
  }
}

const runId = 'headgate-trial'

/** As the deploy does it: each copy just before its segment. */
async function deploy(
  { kept }: Database,
  session: Session,
  { pending, kept: orders }: KeptQuestion,
): Promise<Map<string, KeptCopy>> {
  const copies = new Map<string, KeptCopy>()
  for (const [index, migration] of pending.entries()) {
    const own = orders.filter((each) => each.migration === index)
    const before = async (segment: number) => {
      for (const { order } of own.filter((each) => each.order.segment === segment)) {
        const keeper = { runId, migration: migration.name, keptBy: '', expiresAt: '2999-01-01T00:00:00Z' }
        await session.script('BEGIN')
        copies.set(order.id, await kept.copy(session, order, keeper))
        await session.script('COMMIT')
      }
    }
    try {
      await before(0)
      await replayOne(session, migration, own.length > 0 ? (segment) => before(segment + 1) : undefined)
    } catch (error) {
      if (!(error instanceof ReplayError) && error instanceof DatabaseError && !session.closed)
        await session.script('ROLLBACK')
      throw error
    }
  }
  await kept.settle(session, runId)
  return copies
}

/** Writes each part from what the one before has led to, and runs it. */
async function goBack(
  database: Database,
  session: Session,
  start: SchemaSide,
  { kept, trail }: KeptQuestion,
  copies: ReadonlyMap<string, KeptCopy>,
  parts: ReversePart[],
): Promise<void> {
  const steps = inSteps(kept, start.catalog).map((step): PutBackStep => {
    const now = presentNames(step, trail)
    return now ? { ...step, now } : step
  })
  const look = async (): Promise<SchemaSide> => ({
    catalog: await database.catalog(session),
    facts: await readFacts(session),
  })
  const run = async (statements: string[]) => {
    if (statements.length > 0) await session.script(statements.join(';\n'))
    return statements
  }
  const part = (statements: string[]) => {
    if (statements.length === 0) return
    parts.push({ kind: 'sql', statements: planSegments(`${statements.join(';\n')};\n`).statements })
  }
  const write = (from: SchemaSide, to: Catalog) =>
    writeDefinitions(catalogDelta(from.catalog, to), from, start.facts, {
      roles: start.facts.roles,
      newValuesAtOnce: true,
    }).statements
  try {
    await session.script('BEGIN')
    for (const step of steps) {
      const copy = copies.get(step.keep)
      if (copy) await database.kept.beginPutBack(session, copy, step)
    }
    const names = await run(namesBack(trail, await database.catalog(session)))
    const renamed = await database.catalog(session)
    const room = await run(makeRoom(trail, start.catalog, renamed, steps))
    const reached = await look()
    const made = await run(write(reached, placeFor(start.catalog, reached.catalog, start.facts, steps)))
    part([...names, ...room, ...made])
    for (const step of steps) {
      const copy = copies.get(step.keep)
      if (copy) await database.kept.putBack(session, copy, step, { changedSince: 'overwrite' })
      parts.push({
        kind: 'put_back',
        step: { ...step, required: requiredOf(step, start.catalog, reached.catalog) },
      })
    }
    const { fill, goOn } = sequencesBack(start.catalog, reached.catalog, steps)
    await run(fill)
    const last = await run(write(await look(), start.catalog))
    part([...fill, ...last, ...(await run(goOn))])
    await session.script('COMMIT')
  } catch (error) {
    if (error instanceof DatabaseError && !session.closed) await session.script('ROLLBACK')
    throw error
  }
}

/** Columns that come back to rows that are there, and have nothing else to be filled with. */
function requiredOf({ how, table, columns }: PutBackStep, base: Catalog, reached: Catalog): string[] {
  if (how !== 'values') return []
  return columns.filter((name) => {
    const key = keyOf('column', [...table.split('.'), name])
    const { notNull, default: value, identity } = definitionOf(base, key)
    return notNull === true && value === undefined && identity === undefined && !Object.hasOwn(reached, key)
  })
}

/** What was kept last comes first, so that what was there before the plan has the last word; rows after those they refer to. */
function inSteps(kept: KeptQuestion['kept'], base: Catalog): PutBackStep[] {
  const steps = kept.map(({ step }) => step).reverse()
  const byId = new Map(steps.map((step) => [step.keep, step]))
  const places = new Map(kept.map(({ migration, order }) => [order.id, `${migration}.${order.segment}`]))
  const place = (keep: string) => places.get(keep)
  const whole = new Map(
    steps.filter(({ how }) => how !== 'values').map((step) => [tableKey(step.table), step.keep]),
  )
  const needs = new Map<string, Set<string>>()
  const need = (of: string, on: string | undefined) => {
    if (on !== undefined && on !== of) needs.set(of, (needs.get(of) ?? new Set()).add(on))
  }
  for (const { from, to } of referencesOf(base)) {
    const [one, other] = [from, to].map((path) => whole.get(tableKey(path.join('.'))))
    if (one !== undefined) need(one, other)
  }
  // Values wait for the rows that they belong to, but for rows that were lost before: those come whole, and after them.
  for (const [index, { keep, how, table }] of steps.entries()) {
    const first = steps.filter(
      (each, at) =>
        each.how === 'table' || (each.how === 'rows' && (at < index || place(each.keep) === place(keep))),
    )
    if (how === 'values') need(keep, first.findLast((each) => tableKey(each.table) === tableKey(table))?.keep)
  }
  // Of two deploys: a table comes back before the rows that it had lost earlier.
  const rows = steps.filter(({ how }) => how !== 'values')
  for (const [index, { keep, table }] of rows.entries())
    need(keep, rows.slice(0, index).findLast((each) => each.table === table)?.keep)
  return inOrder([...byId.keys()], needs).flatMap((id) => byId.get(id) ?? [])
}
