import { createHmac, timingSafeEqual } from 'node:crypto'
import pg from 'pg'
import { DatabaseError, type Session } from '../databases/database'
import { makingName, makingPattern, preparedName, preparedPattern } from './shadow-name'

/** Enough for the histories that a team works on at once; each is a database of 8 MB and more. */
export const keptTemplates = 8
const keptBytes = 2 * 2 ** 30
/** One that large takes seconds to copy, and would push out all others. */
const largestBytes = keptBytes / 4
/** A plan every second must not write every second. */
const usedEveryMs = 60_000

/** A template database that holds a prefix of a history. */
export interface Prepared {
  name: string
  /** Owns what is in it; null where the connection's own role does. */
  lineage: string | null
  bytes: number
  usedAt: number
}

interface Mark {
  lineage: string | null
  bytes: number
  usedAt: number
  seal: string
}

/**
 * The complete templates of a server, most recently used first. `secret` seals their marks: what a script on that
 * server made under such a name, or renamed to it, is none.
 */
export async function listPrepared(session: Session, secret: string): Promise<Prepared[]> {
  const { rows } = await session.query<{ name: string; oid: string; mark: string | null }>(
    `SELECT d.datname AS name, d.oid::int8::text AS oid, pg_catalog.shobj_description(d.oid, 'pg_database') AS mark
     FROM pg_catalog.pg_database d WHERE d.datname ~ $1 AND NOT d.datallowconn AND d.datconnlimit <> -2`,
    [preparedPattern],
  )
  return rows
    .flatMap(({ name, oid, mark }) => {
      const read = readMark(mark)
      if (!read || !sameText(read.seal, sealOf(secret, name, oid, read.lineage))) return []
      return [{ name, lineage: read.lineage, bytes: read.bytes, usedAt: read.usedAt }]
    })
    .sort((a, b) => b.usedAt - a.usedAt)
}

/** The longest prefix that is kept, and how many scripts it holds. `keys`: as `historyKeys`. */
export function longestPrepared(
  kept: Prepared[],
  keys: string[],
): { prepared: Prepared; held: number } | null {
  const byName = new Map(kept.map((each) => [each.name, each]))
  for (let held = keys.length - 1; held > 0; held -= 1) {
    const prepared = byName.get(preparedName(keys[held] ?? ''))
    if (prepared) return { prepared, held }
  }
  return null
}

/**
 * Keeps what `shadow` holds as the template of `key`. Nobody may be connected to it. It gets its name as the last step,
 * with everything in place: what a kill leaves before has the name of something unfinished, and is swept. Of two who
 * make the same one, the second finds the name taken.
 */
export async function keepPrepared(
  keeper: Session,
  secret: string,
  { shadow, key, lineage }: { shadow: string; key: string; lineage: string | null },
): Promise<void> {
  const [making, name] = [makingName(shadow), preparedName(key)]
  const { rows } = await keeper.query<{ bytes: string; taken: boolean; own: boolean }>(
    `SELECT pg_catalog.pg_database_size($1::name)::text AS bytes,
       EXISTS (SELECT 1 FROM pg_catalog.pg_database WHERE datname = $2) AS taken,
       -- Something belongs to the login, which goes with its shadow.
       EXISTS (SELECT 1 FROM pg_catalog.pg_shdepend s
         JOIN pg_catalog.pg_roles r ON s.refclassid = 'pg_authid'::regclass AND s.refobjid = r.oid
         JOIN pg_catalog.pg_database d ON d.oid = s.dbid
         WHERE d.datname = $1 AND r.rolname = $1) AS own`,
    [shadow, name],
  )
  const bytes = Number(rows[0]?.bytes ?? 0)
  if (rows[0]?.taken || rows[0]?.own || bytes > largestBytes) return
  try {
    await keeper.query(`CREATE DATABASE ${quoted(making)} TEMPLATE ${quoted(shadow)} ALLOW_CONNECTIONS false`)
    const oid = await oidOf(keeper, making)
    await writeMark(keeper, making, {
      lineage,
      bytes,
      usedAt: Date.now(),
      seal: sealOf(secret, name, oid, lineage),
    })
    await keeper.query(`ALTER DATABASE ${quoted(making)} RENAME TO ${quoted(name)}`)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    await keeper.query(`DROP DATABASE IF EXISTS ${quoted(making)}`).catch(() => {})
    return
  }
  await evict(keeper)
}

/** Says that a template was used, so that others go first. */
export async function notePreparedUse(keeper: Session, secret: string, prepared: Prepared): Promise<void> {
  if (Date.now() - prepared.usedAt < usedEveryMs) return
  const { name, lineage, bytes } = prepared
  const oid = await oidOf(keeper, name)
  const seal = sealOf(secret, name, oid, lineage)
  // Somebody else may just be dropping it, or saying the same.
  await writeMark(keeper, name, { lineage, bytes, usedAt: Date.now(), seal }).catch(() => {})
}

/** Drops the longest unused ones beyond the bounds, whoever made them. */
async function evict(keeper: Session): Promise<void> {
  const { rows } = await keeper.query<{ name: string; mark: string | null }>(
    `SELECT datname AS name, pg_catalog.shobj_description(oid, 'pg_database') AS mark
     FROM pg_catalog.pg_database WHERE datname ~ $1`,
    [preparedPattern],
  )
  const all = rows.map(({ name, mark }) => ({ name, mark: readMark(mark) }))
  all.sort((a, b) => (b.mark?.usedAt ?? 0) - (a.mark?.usedAt ?? 0))
  let bytes = 0
  for (const [index, { name, mark }] of all.entries()) {
    bytes += mark?.bytes ?? 0
    if (mark && index < keptTemplates && bytes <= keptBytes) continue
    // Somebody may be copying it right now; then it goes the next time.
    await keeper.query(`DROP DATABASE IF EXISTS ${quoted(name)}`).catch(() => {})
  }
}

/** Drops what a killed process was making. Resolves to how many. */
export async function dropUnfinished(session: Session): Promise<number> {
  const { rows } = await session.query<{ name: string }>(
    `SELECT d.datname AS name FROM pg_catalog.pg_database d
     WHERE (d.datname ~ $1 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity a
         WHERE a.application_name = replace(d.datname, '_making_', '_shadow_')))
       OR (d.datname ~ $2 AND d.datconnlimit = -2)`,
    [makingPattern, preparedPattern],
  )
  let dropped = 0
  for (const { name } of rows) {
    if (await session.query(`DROP DATABASE ${quoted(name)}`).catch(() => null)) dropped += 1
  }
  return dropped
}

async function oidOf(session: Session, name: string): Promise<string> {
  const { rows } = await session.query<{ oid: string }>(
    'SELECT oid::int8::text AS oid FROM pg_catalog.pg_database WHERE datname = $1',
    [name],
  )
  return rows[0]?.oid ?? ''
}

async function writeMark(session: Session, name: string, mark: Mark): Promise<void> {
  await session.query(`COMMENT ON DATABASE ${quoted(name)} IS ${pg.escapeLiteral(JSON.stringify(mark))}`)
}

function readMark(text: string | null): Mark | null {
  try {
    const { lineage, bytes, usedAt, seal } = JSON.parse(text ?? 'null')
    const valid = typeof bytes === 'number' && typeof usedAt === 'number' && typeof seal === 'string'
    return valid ? { lineage: typeof lineage === 'string' ? lineage : null, bytes, usedAt, seal } : null
  } catch {
    return null
  }
}

function sealOf(secret: string, name: string, oid: string, lineage: string | null): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify([name, oid, lineage]))
    .digest('hex')
}

function sameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}

function quoted(name: string): string {
  return pg.escapeIdentifier(name)
}
