import { join } from 'node:path'
import { postgres } from '../databases/postgres/postgres'
import { FailureError } from '../domain/failure'
import type { Plan } from '../domain/plan'
import type { SnapshotManifest } from '../domain/snapshot'
import { readLedger } from '../engines/prisma/ledger'
import { invalidIndexes } from '../runs/invalid-objects'
import { runApplicationName } from '../runs/ports'
import { ask, eventually } from './ask'
import type { Control } from './control'
import type { Facts } from './facts'
import { type Digests, digestsOf, schemaOf } from './places'
import type { Installation, Stage } from './stage'
import { type SentText, strangeTexts } from './statement-log'

/** The database itself, as it is found. */
export async function liveFacts(url: string): Promise<Facts['live']> {
  const opened = await postgres.open(url, { applicationName: 'fault suite' })
  if (!opened.ok) throw new FailureError(opened.failure)
  const session = opened.value
  try {
    const { rows: ledger } = await readLedger(session)
    const invalid = (await invalidIndexes(session)).map(({ qualified }) => qualified)
    // What a stopped build left is beside the recorded links, and has to be named: without it the schema is at one.
    if (invalid.length > 0) await session.script(`BEGIN; DROP INDEX ${invalid.join(', ')}`)
    const schema = await schemaOf(session)
    if (invalid.length > 0) await session.script('ROLLBACK')
    return { schema, invalidIndexes: invalid, digests: await digestsOf(url), ledger }
  } finally {
    await session.close()
  }
}

/** Databases of a server. */
export async function databasesOf(url: string): Promise<string[]> {
  return (await ask<{ datname: string }>(url, 'SELECT datname FROM pg_database')).map(
    ({ datname }) => datname,
  )
}

/** What Headgate has left on the server once everything had its time to end. */
export async function leftovers(
  { target }: Stage,
  name: string,
  before: { databases: string[]; expected: string[] },
): Promise<Facts['left']> {
  const sessions = () =>
    ask<{ what: string }>(
      target.url,
      `SELECT application_name || ': ' || state || ': ' || left(query, 80) AS what FROM pg_stat_activity
       WHERE application_name ~ '^headgate' AND (datname = $1 OR application_name ~ 'run|restore|snapshot|verify')`,
      [name],
    )
  await eventually(sessions, (rows) => rows.length === 0, 30_000)
  const locks = await ask<{ what: string }>(
    target.url,
    `SELECT coalesce(a.application_name, '') || ' ' || l.objid AS what FROM pg_locks l
     LEFT JOIN pg_stat_activity a USING (pid) JOIN pg_database d ON d.oid = l.database
     WHERE l.locktype = 'advisory' AND d.datname = $1`,
    [name],
  )
  const known = new Set([...before.databases, ...before.expected, name])
  // Shadows of this process are those of the suite's own planning.
  const shadow = `headgate_shadow_${process.pid}_`
  const found = await databasesOf(target.url)
  const databases = found.filter((one) => !known.has(one) && !one.startsWith(shadow))
  return {
    locks: locks.map(({ what }) => what),
    sessions: (await sessions()).map(({ what }) => what),
    databases,
  }
}

/** What the runs' own sessions sent, held against the plan. */
export function sentFacts(
  sent: SentText[],
  runIds: readonly string[],
  plan: Plan,
  applied: readonly string[],
): Pick<Facts, 'strangeTexts' | 'neverSent'> {
  const sessions = new Set(runIds.map((id) => runApplicationName(id)))
  const ours = sent.filter(({ application }) => sessions.has(application)).map(({ text }) => text)
  const statements = plan.migrations.flatMap((migration) =>
    migration.statements.filter((statement) => !statement.controlsTransaction).map(({ text }) => text),
  )
  const back = [
    ...plan.reverse.statements,
    ...(plan.keptReverse?.parts ?? []).flatMap((part) => (part.kind === 'sql' ? part.statements : [])),
  ]
  const approved = new Set([...statements, ...back.map(({ text }) => text)])
  const there = new Set(ours)
  const neverSent = plan.migrations
    .filter(({ name }) => applied.includes(name))
    .flatMap(({ statements: own }) => own)
    .filter((statement) => !statement.controlsTransaction && !there.has(statement.text))
    .map(({ text }) => text)
  return { strangeTexts: strangeTexts(ours, approved), neverSent }
}

/** Restores each snapshot that is called verified, and counts for itself. `most`: how many. */
export async function snapshotFacts(
  { target }: Stage,
  { context }: Installation,
  environmentId: string,
  url: string,
  name: string,
): Promise<{ snapshots: Facts['snapshots']; databases: string[] }> {
  const rows = await context.db.snapshot.findMany({ where: { environmentId, state: 'verified' } })
  const opened = await postgres.open(url, { applicationName: 'fault suite' })
  if (!opened.ok) throw new FailureError(opened.failure)
  const source = { url, identity: opened.value.identity }
  await opened.value.close()
  const snapshots: Facts['snapshots'] = []
  for (const row of rows) {
    const method = context.snapshots.find((candidate) => candidate.name === row.method)
    const manifest = row.manifest as unknown as SnapshotManifest
    if (!method || row.location === null) continue
    const into = `${name}_sample`
    const restored = await method.restoreTo(source, { location: row.location, manifest }, into, () => {})
    const found = restored.ok ? await digestsOf(target.urlOf(into), 'text') : restored.failure.why
    snapshots.push({ id: row.id, recorded: recordedDigests(manifest), restored: found })
    await ask(target.url, `DROP DATABASE IF EXISTS "${into}" WITH (FORCE)`)
  }
  const databases = rows.flatMap(({ method, location }) => (method === 'clone' && location ? [location] : []))
  return { snapshots, databases }
}

function recordedDigests({ tables }: SnapshotManifest): Digests {
  return Object.fromEntries(
    tables
      .filter(({ table }) => !table.startsWith('headgate.') && !table.endsWith('._prisma_migrations'))
      .map(({ table, rows, hash }) => [table, `${rows}:${hash}`]),
  )
}

/** After a restore that was done: the database from before, by the name that the journal had announced. */
export async function failedDatabaseFacts(
  { target }: Stage,
  control: Control,
  runId: string,
  must: Digests,
): Promise<Facts['failedDatabase']> {
  const steps = await control.steps(runId)
  const restore = steps.map(({ detail }) => detail.restore).find(Boolean) as { failed: string } | undefined
  if (!restore) return { name: 'the database from before', holds: null, must }
  const there = (await databasesOf(target.url)).includes(restore.failed)
  return {
    name: restore.failed,
    holds: there ? await digestsOf(target.urlOf(restore.failed)) : null,
    must,
  }
}

/** Where dumps of an installation are. Each round begins without any. */
export function snapshotFolder({ environment }: Installation): string {
  return join(environment.HEADGATE_DATA_DIR ?? '', 'snapshots')
}
