import type pg from 'pg'
import type { ParsedStatement } from '../../../sql/parse'
import { nameIn } from '../../model/names'
import { locksOf, modeWords, type Relation, relationsOf } from './relations'

/** What a statement was seen to do to the relations that were there before it. Keys as they were before it. */
export interface Measured {
  /** `table public.orders` → `SHARE`. */
  locks: Map<string, string>
  rewritten: Set<string>
  /** Tables that were read whole, page by page. */
  scanned: Set<string>
  /** Tables of whose pages there are enough to see a scan, and which are still there. */
  visible: Set<string>
  /** Table → names of indexes that were built. */
  built: Map<string, Set<string>>
}

export interface MeasureError {
  code: string
  message: string
}

/** Executes one statement in a transaction of its own, looks at it before it commits, and commits. */
export async function measureStatement(
  client: pg.Client,
  statement: ParsedStatement,
): Promise<Measured | MeasureError> {
  const before = await relationsOf(client)
  await client.query('begin')
  try {
    const earlier = await pagesRead(client, before)
    await client.query(statement.text)
    const locks = await locksOf(client)
    const read = await pagesRead(client, before)
    const after = await relationsOf(client)
    for (const [oid, pages] of earlier) read.set(oid, (read.get(oid) ?? 0) - pages)
    await client.query('commit')
    return measuredOf(before, after, locks, read)
  } catch (error) {
    await client.query('rollback')
    return errorOf(error)
  }
}

/** Of what cannot run in a transaction only the result can be seen, and the first lock that it asks for. */
export async function measureAlone(
  client: pg.Client,
  watcher: pg.Client,
  statement: ParsedStatement,
): Promise<Measured | MeasureError> {
  const before = await relationsOf(client)
  const locks = await firstLock(client, watcher, statement, before)
  if ('code' in locks) return locks
  const after = await relationsOf(client)
  return measuredOf(before, after, locks, new Map())
}

async function firstLock(
  client: pg.Client,
  watcher: pg.Client,
  statement: ParsedStatement,
  before: Map<number, Relation>,
): Promise<[number, string][] | MeasureError> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const tables = [...before.values()].filter(({ kind }) => kind === 'table')
  await watcher.query('begin')
  for (const { key } of tables)
    await watcher.query(`lock table only ${quoted(key)} in share update exclusive mode`)
  let done = false
  const running = client.query(statement.text).then(
    () => null,
    (error) => errorOf(error),
  )
  running.finally(() => {
    done = true
  })
  let seen: [number, string][] = []
  while (!done) {
    const found = await locksOf(watcher, rows[0]?.pid)
    if (found.length > 0) seen = found
    const waits = await watcher.query(
      `select 1 from pg_locks where pid = $1 and not granted and locktype = 'relation'`,
      [rows[0]?.pid],
    )
    if (waits.rowCount) break
  }
  if (!done) seen = await locksOf(watcher, rows[0]?.pid)
  await watcher.query('rollback')
  return (await running) ?? seen
}

function quoted(key: string): string {
  const dot = key.indexOf('.')
  return [key.slice(0, dot), key.slice(dot + 1)].map((name) => `"${name.replaceAll('"', '""')}"`).join('.')
}

function errorOf(error: unknown): MeasureError {
  const { code = '', message } = error as Error & { code?: string }
  return { code, message }
}

/** Pages that this session has asked for since its counters were last handed in, which never happens within a transaction. */
async function pagesRead(client: pg.Client, before: Map<number, Relation>): Promise<Map<number, number>> {
  const oids = [...before.values()].filter(({ pages }) => pages > 0).map(({ oid }) => oid)
  const { rows } = await client.query<{ oid: number; pages: number }>(
    'select oid::int8::int as oid, pg_stat_get_xact_blocks_fetched(oid)::int as pages from unnest($1::oid[]) oid',
    [oids],
  )
  return new Map(rows.map(({ oid, pages }) => [oid, pages]))
}

function measuredOf(
  before: Map<number, Relation>,
  after: Map<number, Relation>,
  locks: readonly [number, string][],
  read: Map<number, number>,
): Measured {
  const found: Measured = {
    locks: new Map(),
    rewritten: new Set(),
    scanned: new Set(),
    visible: new Set(),
    built: new Map(),
  }
  for (const [oid, mode] of locks) {
    const relation = before.get(oid)
    if (!relation) continue
    const name = `${relation.kind} ${relation.key}`
    const words = modeWords(mode)
    const known = found.locks.get(name)
    if (known === undefined || order.indexOf(words) > order.indexOf(known)) found.locks.set(name, words)
  }
  const files = new Set([...before.values()].map(({ file }) => file))
  for (const relation of after.values()) {
    const old = before.get(relation.oid)
    if (relation.kind === 'index') {
      const table = [...before.values()].find(
        ({ oid, key }) => key === relation.on || after.get(oid)?.key === relation.on,
      )
      const isEmptied = table && !read.get(table.oid) && after.get(table.oid)?.file !== table.file
      if (!table || isEmptied || relation.file === null || files.has(relation.file)) continue
      const names = found.built.get(table.key) ?? new Set()
      found.built.set(table.key, names.add(nameIn(relation.key)))
    } else if (old && old.pages > 0) {
      // A materialized view is filled anew without being read.
      const isFilled = relation.kind === 'materialized view' && relation.file !== old.file
      const isRead = isFilled || (read.get(relation.oid) ?? 0) >= old.pages
      found.visible.add(old.key)
      if (isRead) found.scanned.add(old.key)
      if (relation.file !== old.file && isRead) found.rewritten.add(old.key)
    }
  }
  return found
}

const order = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
]
