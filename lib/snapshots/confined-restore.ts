import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FailureError } from '../domain/failure'
import type { SnapshotManifest } from '../domain/snapshot'
import type { Confined } from './confined-role'
import { quoteIdentifier } from './names'
import type { SnapshotParts } from './parts'
import type { PgTools } from './pg-tools'
import { runTool } from './run-tool'

/** What only a superuser or an owner elsewhere may make. Rows need none of it. */
const beyond =
  /^\d+; \d+ \d+ (ACL|DEFAULT ACL|EVENT TRIGGER|EXTENSION|PUBLICATION|SUBSCRIPTION|SECURITY LABEL|PROCEDURAL LANGUAGE|DATABASE|COMMENT - (EXTENSION|EVENT TRIGGER|PROCEDURAL LANGUAGE|PUBLICATION|SUBSCRIPTION|DATABASE))\b/

/**
 * Makes in an empty database what a confined role may not: extensions, whose scripts are the server's own. Resolves to
 * what `pg_restore` is told in addition; `close` removes the list that it is told of.
 */
export async function prepareConfined(
  parts: SnapshotParts,
  where: { adminUrl: string; name: string; data: string; tools: PgTools; confined: Confined },
  { extensions = [] }: SnapshotManifest,
  signal?: AbortSignal,
): Promise<{ parameters: string[]; close(): Promise<void> }> {
  const made = await makeExtensions(parts, where, extensions)
  const { output } = await runTool(
    where.tools.pgRestore,
    ['--list', where.data],
    { LC_ALL: 'C' } as unknown as NodeJS.ProcessEnv,
    { signal },
  )
  const lines = output
    .split('\n')
    .filter((line) => !beyond.test(line) && !made.some((schema) => line.includes(` SCHEMA - ${schema} `)))
  const folder = await mkdtemp(join(tmpdir(), 'headgate-restore-'))
  const list = join(folder, 'list')
  await writeFile(list, lines.join('\n'), { mode: 0o600 })
  return {
    parameters: ['--no-owner', '--no-privileges', `--use-list=${list}`],
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Resolves to the schemas that were made for them. */
async function makeExtensions(
  parts: SnapshotParts,
  { adminUrl, name, confined }: { adminUrl: string; name: string; confined: Confined },
  extensions: readonly { name: string; schema: string }[],
): Promise<string[]> {
  const opened = await parts.database.open(adminUrl, { applicationName: name })
  if (!opened.ok) throw new FailureError(opened.failure)
  const session = opened.value
  const role = quoteIdentifier(confined.role)
  try {
    // Before PostgreSQL 15 it is not the database owner's.
    if (session.identity.major < 15) await session.query(`alter schema public owner to ${role}`)
    const made: string[] = []
    for (const { name: extension, schema } of extensions) {
      const { rowCount } = await session.query('select from pg_namespace where nspname = $1', [schema])
      if (rowCount === 0) {
        await session.query(`create schema ${quoteIdentifier(schema)} authorization ${role}`)
        made.push(schema)
      }
      await session.query(
        `create extension if not exists ${quoteIdentifier(extension)} schema ${quoteIdentifier(schema)}`,
      )
    }
    return made
  } finally {
    await session.close()
  }
}
