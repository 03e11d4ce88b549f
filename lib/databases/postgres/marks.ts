import type { GateMark, TerminalMark } from '../../domain/mark'
import { DatabaseError, type Session } from '../database'
import { ownSchemaSql } from './own-schema'

/**
 * Headgate's own tables in an environment's database, in the schema `headgate`, each made when the first mark is
 * written. Every role may read them, since a mark that somebody cannot read warns nobody. Every role may tell what it
 * did from a terminal: one that could not would leave no trace.
 */
const gateTable = `${ownSchemaSql}
  CREATE TABLE IF NOT EXISTS headgate.gate (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    server text NOT NULL, project text NOT NULL, environment text NOT NULL, since timestamptz NOT NULL);
  GRANT SELECT ON headgate.gate TO PUBLIC;`

const terminalTable = `${ownSchemaSql}
  CREATE TABLE IF NOT EXISTS headgate.terminal_runs (
    id uuid PRIMARY KEY, kind text NOT NULL, started_at timestamptz NOT NULL, ended_at timestamptz,
    who text NOT NULL, migrations text[] NOT NULL, state text NOT NULL, bypass text);
  GRANT SELECT, INSERT, UPDATE (ended_at, migrations, state) ON headgate.terminal_runs TO PUBLIC;`

/** More than that are not read: the newest. */
const mostTerminalMarks = 500

/** Any role may write there: what no terminal of Headgate's would leave is none of its marks. */
const isMark = `kind IN ('deploy', 'rollback', 'resolve') AND array_position(migrations, NULL) IS NULL
  AND started_at BETWEEN '2000-01-01' AND '2999-12-31'
  AND (ended_at IS NULL OR ended_at BETWEEN '2000-01-01' AND '2999-12-31')`

export interface Marks {
  gate: GateMark | null
  /** By their start. */
  terminal: TerminalMark[]
}

/** What is marked in the session's database; nothing where nothing was, or where the role may not look. */
export async function readMarks(session: Session): Promise<Marks> {
  const may = await readable(session)
  const gate = may.gate
    ? await session.query<GateMark>(
        `SELECT server, project, environment, ${iso('since')} AS since FROM headgate.gate`,
      )
    : { rows: [] }
  const terminal = may.terminal
    ? await session.query<TerminalMark>(
        `SELECT id::text, kind, ${iso('started_at')} AS "startedAt", ${iso('ended_at')} AS "endedAt",
           who, migrations, state, bypass
         FROM (SELECT * FROM headgate.terminal_runs WHERE ${isMark} ORDER BY started_at DESC, id
           LIMIT ${mostTerminalMarks}) AS newest
         ORDER BY started_at, id`,
      )
    : { rows: [] }
  return { gate: gate.rows[0] ?? null, terminal: terminal.rows }
}

/**
 * Marks the database as gated, in place of any other such mark; null takes the mark away. Not inside a transaction.
 * Throws `DatabaseError`: 42501 where the role may not make the schema, or may not write what another role made.
 */
export async function setGate(session: Session, mark: GateMark | null): Promise<void> {
  if (mark === null) {
    if ((await readable(session)).gate) await session.query('DELETE FROM headgate.gate')
    return
  }
  await making(session, gateTable, () =>
    session.query(
      `INSERT INTO headgate.gate (server, project, environment, since) VALUES ($1, $2, $3, $4)
       ON CONFLICT (only_one) DO UPDATE SET server = $1, project = $2, environment = $3, since = $4`,
      [mark.server, mark.project, mark.environment, mark.since],
    ),
  )
}

/** Writes a mark, or what became of it since; throws as `setGate` does. */
export async function writeTerminalMark(session: Session, mark: TerminalMark): Promise<void> {
  const { id, kind, startedAt, endedAt, who, migrations, state, bypass } = mark
  await making(session, terminalTable, () =>
    session.query(
      `INSERT INTO headgate.terminal_runs (id, kind, started_at, ended_at, who, migrations, state, bypass)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (id) DO UPDATE SET ended_at = excluded.ended_at, migrations = excluded.migrations, state = excluded.state`,
      [id, kind, startedAt, endedAt, who, migrations, state, bypass],
    ),
  )
}

/** Writes, and where that shows that the table is missing, makes it first: two that do so at once are one. */
async function making(session: Session, table: string, write: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await write()
      return
    } catch (error) {
      if (attempt > 2 || !(error instanceof DatabaseError) || !isMissing(error)) throw error
    }
    await session.script(`BEGIN;${table};COMMIT`).catch(async (error: unknown) => {
      if (session.inTransaction) await session.script('ROLLBACK')
      if (!(error instanceof DatabaseError) || !isMadeMeanwhile(error)) throw error
    })
  }
}

function isMissing({ info }: DatabaseError): boolean {
  return info.sqlstate === '3F000' || info.sqlstate === '42P01'
}

function isMadeMeanwhile({ info }: DatabaseError): boolean {
  return ['23505', '42P06', '42P07', 'XX000'].includes(info.sqlstate ?? '')
}

/** Asked of the catalog, which refuses nobody: in the caller's transaction an error would end that. */
async function readable(session: Session): Promise<{ gate: boolean; terminal: boolean }> {
  const { rows } = await session.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'headgate' AND c.relname IN ('gate', 'terminal_runs') AND c.relkind = 'r'
       AND pg_catalog.has_schema_privilege(n.oid, 'usage') AND pg_catalog.has_table_privilege(c.oid, 'select')`,
  )
  const found = rows.map(({ name }) => name)
  return { gate: found.includes('gate'), terminal: found.includes('terminal_runs') }
}

function iso(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}
