import pg from 'pg'
import type { GateMark } from '../../domain/mark'
import type { Plan, PlannedMigration } from '../../domain/plan'
import type { Statement } from '../../domain/statement'
import { createLedgerSql, type Ledger, ledgerTable, PRISMA_LOCK_KEY } from '../../engines/prisma/ledger'
import { HEADGATE_LOCK_KEY } from '../../runs/lock'
import { appliedHash } from './applied-hash'

export interface ScriptOptions {
  /** host:port/database, for the reader. */
  label: string
  /** The server that guards the database. */
  gate: GateMark | null
  ledger: Ledger
  /** Where unqualified names lead: the schema of the connection string. */
  schema: string
  lockTimeoutMs: number
  statementTimeoutMs: number
  madeAt: Date
  newId: () => string
}

/**
 * A plan as a script for psql, with everything around it that a deploy does: the locks, the comparison of the ledger,
 * a ledger row with each migration in the transaction of its statements, guards, and the same reset in between. Lines
 * that begin with a backslash are psql's; without them each statement is plain SQL.
 */
export function dbaScript(plan: Plan, options: ScriptOptions): string {
  const { ledger } = options
  let exists = ledger.exists
  const parts = plan.migrations.map((migration, index) => {
    const id = options.newId()
    const announce = [
      ...(exists ? [] : [`${createLedgerSql(ledger.schema)};`]),
      insertSql(ledger.schema, id, migration),
    ]
    exists = true
    const title = `-- ${index + 1} of ${plan.migrations.length}: ${oneLine(migration.name)}`
    const body =
      migration.mode === 'atomic'
        ? atomic(migration, announce, ledger.schema, id)
        : stepwise(migration, announce, ledger.schema, id)
    return [
      title,
      ...migration.notes.map((note) => `-- ${oneLine(note)}`),
      ...session(options),
      ...body,
    ].join('\n')
  })
  return `${[head(plan, options), ...parts, tail()].join('\n\n')}\n`
}

function head(plan: Plan, options: ScriptOptions): string {
  const names = plan.migrations.map(({ name }) => name)
  return [
    `-- Headgate: ${names.length} ${names.length === 1 ? 'migration' : 'migrations'} for ${oneLine(options.label)}, planned at ${options.madeAt.toISOString()}.`,
    ...(options.gate
      ? [
          `-- ${oneLine(options.gate.server)} guards this database: running this passes its gate, and it will not know why.`,
        ]
      : []),
    '--',
    '-- Run it as the owner of the tables, on the direct address of the database (no transaction pooler):',
    '--   psql -X -f THIS_FILE "postgresql://user@host:5432/database"',
    '-- It stops at the first error. A migration that fails is taken back whole and leaves no ledger row, unless it is',
    '-- marked as stepwise. It refuses to begin when other migrations are applied than when it was planned. Afterwards',
    '-- `headgate status --drift` compares ledger and schema.',
    '\\set ON_ERROR_STOP on',
    '\\set QUIET on',
    ...session(options),
    takeLocks(),
    ...checkLedger(options.ledger),
  ].join('\n')
}

function tail(): string {
  return [
    '-- The end: give the locks back.',
    ...reset(),
    unlock(PRISMA_LOCK_KEY),
    unlock(HEADGATE_LOCK_KEY),
  ].join('\n')
}

/** How a run's session is, whatever the role's or the client's own defaults are. */
function session({ schema, lockTimeoutMs, statementTimeoutMs }: ScriptOptions): string[] {
  return [
    ...reset(),
    "SET client_encoding = 'UTF8';",
    'SET standard_conforming_strings = on;',
    `SET search_path = ${pg.escapeIdentifier(schema)};`,
    `SET lock_timeout = ${lockTimeoutMs};`,
    `SET statement_timeout = ${statementTimeoutMs};`,
  ]
}

function reset(): string[] {
  return ['RESET SESSION AUTHORIZATION;', 'RESET ROLE;', 'RESET ALL;']
}

/** Polled and never waited for: a wait that was given up can win the lock later and keep it. */
function takeLocks(): string {
  return `DO $headgate$
BEGIN
  FOR attempt IN 1..100 LOOP
    IF pg_catalog.pg_try_advisory_lock(${HEADGATE_LOCK_KEY}) THEN
      EXIT WHEN pg_catalog.pg_try_advisory_lock(${PRISMA_LOCK_KEY});
      PERFORM pg_catalog.pg_advisory_unlock(${HEADGATE_LOCK_KEY});
    END IF;
    IF attempt = 100 THEN
      RAISE EXCEPTION 'Somebody else holds the migration lock of this database.';
    END IF;
    PERFORM pg_catalog.pg_sleep(0.1);
  END LOOP;
END
$headgate$;`
}

function unlock(key: bigint): string {
  return `DO $headgate$ BEGIN PERFORM pg_catalog.pg_advisory_unlock(${key}); END $headgate$;`
}

function checkLedger({ exists, schema, rows }: Ledger): string[] {
  if (!exists) return []
  const applied = rows.filter((row) => row.finishedAt !== null && row.rolledBackAt === null)
  return [
    `DO $headgate$
BEGIN
  IF EXISTS (SELECT 1 FROM ${ledgerTable(schema)} WHERE finished_at IS NULL AND rolled_back_at IS NULL) THEN
    RAISE EXCEPTION 'The ledger holds a failed migration: resolve it first.';
  END IF;
  IF (SELECT pg_catalog.md5(COALESCE(pg_catalog.string_agg(line, ';' ORDER BY line COLLATE "C"), ''))
      FROM (SELECT pg_catalog.concat(pg_catalog.md5(migration_name), checksum) AS line FROM ${ledgerTable(schema)}
            WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL) AS applied) <> '${appliedHash(applied)}' THEN
    RAISE EXCEPTION 'Other migrations are applied than when this was planned (${applied.length} then): plan it again.';
  END IF;
END
$headgate$;`,
  ]
}

function atomic(migration: PlannedMigration, announce: string[], schema: string, id: string): string[] {
  const order = migration.segments.flatMap((segment) => segment.statements)
  const texts = order.map((index) => migration.statements[index]?.text ?? '')
  const first = texts.findIndex((text) => !isTransactionMode(text))
  const at = first < 0 ? texts.length : first
  // PostgreSQL takes SET TRANSACTION only before a transaction's first query, which would be the ledger's.
  const ended = (text: string) => endedStatement(text)
  return [
    'BEGIN;',
    ...texts.slice(0, at).map(ended),
    ...announce,
    ...texts.slice(at).map(ended),
    ...finish(schema, id),
    'COMMIT;',
  ]
}

function stepwise(migration: PlannedMigration, announce: string[], schema: string, id: string): string[] {
  const text = (index: number) => endedStatement(migration.statements[index]?.text ?? '')
  return [
    '-- Stepwise: it cannot run in one transaction. What is committed before a failure stays, and its ledger row stays',
    '-- unfinished, which keeps Prisma from going on. Prisma’s lock is given back meanwhile: it would deadlock with',
    '-- CREATE INDEX CONCURRENTLY.',
    'BEGIN;',
    ...announce,
    'COMMIT;',
    unlock(PRISMA_LOCK_KEY),
    ...migration.segments.flatMap((segment) =>
      segment.transaction
        ? ['BEGIN;', ...segment.statements.map(text), 'COMMIT;']
        : segment.statements.map(text),
    ),
    ...finish(schema, id),
    takeAgain(),
  ]
}

function takeAgain(): string {
  return `DO $headgate$ BEGIN
  IF NOT pg_catalog.pg_try_advisory_lock(${PRISMA_LOCK_KEY}) THEN
    RAISE EXCEPTION 'Somebody took the migration lock of this database meanwhile. What is applied stays.';
  END IF;
END $headgate$;`
}

function insertSql(schema: string, id: string, { name, checksum }: PlannedMigration): string {
  const values = [id, checksum, name].map((value) => pg.escapeLiteral(value)).join(', ')
  return `INSERT INTO ${ledgerTable(schema)} (id, checksum, migration_name, started_at) VALUES (${values}, clock_timestamp());`
}

/** The script may have become a role that may not write the ledger. */
function finish(schema: string, id: string): string[] {
  return [
    'RESET SESSION AUTHORIZATION;',
    'RESET ROLE;',
    `UPDATE ${ledgerTable(schema)} SET applied_steps_count = 1, finished_at = clock_timestamp() WHERE id = ${pg.escapeLiteral(id)};`,
  ]
}

function isTransactionMode(text: string): boolean {
  return /^SET\s+(LOCAL\s+)?TRANSACTION\b/i.test(text)
}

/** A comment at its end would swallow the semicolon. */
function endedStatement(text: Statement['text']): string {
  const lastLine = text.slice(text.lastIndexOf('\n') + 1)
  return lastLine.includes('--') ? `${text}\n;` : `${text};`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
