import { createHash, randomUUID } from 'node:crypto'
import type { Session } from '../../../databases/database'
import { testServer } from '../../../databases/embedded/test-server'
import { postgres } from '../../../databases/postgres/postgres'
import { systemClock } from '../../../domain/clock'
import { ok } from '../../../domain/failure'
import type { FileChange } from '../../../domain/file-change'
import type { MigrationFile } from '../../../domain/migration'
import { noPast, type Past } from '../../../domain/past'
import { defaultPolicies } from '../../../domain/policy'
import type { Diagnosis, Resolution, ResolutionKind, Trouble } from '../../../domain/resolution'
import { resolutionFingerprint } from '../../../domain/resolution-fingerprint'
import { createPrismaEngine } from '../../../engines/prisma/engine'
import { createLedgerSql, finishRow, insertRow, newRowId, readLedger } from '../../../engines/prisma/ledger'
import { createShadowProvider } from '../../../engines/shadow'
import { executeResolution } from '../../../runs/execute-resolution'
import { memoryJournal } from '../../../runs/testing/memory-journal'
import { loadParser } from '../../../sql/parse'
import { diagnose } from '../../diagnose'
import type { ResolvingPorts } from '../../situation'
import { runningStatements } from '../script-states'

export const schemaText = `datasource db {
  provider = "postgresql"
}
`

export function file(name: string, sql: string): MigrationFile {
  return { name, sql, checksum: sha256(sql) }
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** A database of its own for one test, and a project whose files a resolution may change. */
export class TestEnvironment {
  past: Past = noPast
  shadowUrl: string | null = null

  private constructor(
    readonly url: string,
    readonly schema: string,
    readonly session: Session,
    readonly ports: ResolvingPorts,
    public files: MigrationFile[],
  ) {}

  static async create(
    files: MigrationFile[],
    options: { ledger?: boolean; schema?: string } = {},
  ): Promise<TestEnvironment> {
    const server = await testServer()
    const created = await server.createDatabase('ledger')
    const schema = options.schema ?? 'public'
    const url = schema === 'public' ? created : `${created}?schema=${schema}`
    const opened = await postgres.open(url, { applicationName: 'test' })
    if (!opened.ok) throw new Error(opened.failure.why)
    const shadows = createShadowProvider({
      database: postgres,
      embedded: async () => ({ ok: true, value: { url: server.url } }),
    })
    await loadParser()
    const session = opened.value
    if (schema !== 'public') await session.script(`CREATE SCHEMA ${schema}`)
    if (options.ledger !== false) await session.script(createLedgerSql(schema))
    const ports = { database: postgres, shadows, engine: createPrismaEngine({ shadows }) }
    return new TestEnvironment(url, schema, session, ports, files)
  }

  /** As a deploy leaves it. Resolves to the row's id. */
  async apply(applied: MigrationFile): Promise<string> {
    const id = newRowId()
    await insertRow(this.session, this.schema, { id, checksum: applied.checksum, name: applied.name })
    for (const { text } of runningStatements(applied.sql)) await this.session.script(text)
    await finishRow(this.session, this.schema, id)
    return id
  }

  /**
   * As Prisma 7.4 and later leave a script that failed: the row first, then each statement committed by itself, and
   * the error in the row. The statement after `done` is really sent where `fails` says so.
   */
  async stopAfter(
    failing: MigrationFile,
    done: number,
    options: { logs?: string | null; fails?: boolean } = {},
  ): Promise<string> {
    const id = newRowId()
    await insertRow(this.session, this.schema, { id, checksum: failing.checksum, name: failing.name })
    const statements = runningStatements(failing.sql)
    for (const { text } of statements.slice(0, done)) await this.session.script(text)
    let logs = options.logs ?? null
    const next = statements[done]
    if (options.fails && next) {
      const error = await this.session.script(next.text).then(
        () => null,
        (refused: { info: { message: string; sqlstate: string } }) => refused,
      )
      if (!error) throw new Error(`“${next.text}” was to fail.`)
      logs ??= `Migration name: ${failing.name}\n\nDatabase error code: ${error.info.sqlstate}\n\nDatabase error:\nERROR: ${error.info.message}\n`
    }
    await this.session.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, logs])
    return id
  }

  async diagnosis(): Promise<Diagnosis> {
    const found = await diagnose(this.ports, {
      url: this.url,
      shadowUrl: this.shadowUrl,
      revision: {
        digest: 'd',
        schemaFiles: [{ path: 'schema.prisma', content: schemaText }],
        migrations: this.files,
      },
      past: this.past,
      ignored: [],
    })
    if (!found.ok) throw new Error(`${found.failure.what} ${found.failure.why}`)
    return found.value
  }

  async trouble(kind: Trouble['kind'], migration?: string): Promise<Trouble> {
    const { troubles, unknown } = await this.diagnosis()
    const found = troubles.find(
      (each) => each.kind === kind && (migration === undefined || each.migration === migration),
    )
    if (!found) throw new Error(`No ${kind}: ${JSON.stringify({ troubles, unknown }, null, 1)}`)
    return found
  }

  /** Carries a way out and takes over what it does to the files. Throws where it does not succeed. */
  async carryOut(resolution: Resolution): Promise<void> {
    const order = {
      resolution,
      fingerprint: resolutionFingerprint(resolution),
      target: { url: this.url, identity: null },
      policy: defaultPolicies.development,
      writeFiles: async (changes: FileChange[]) => {
        this.write(changes)
        return ok({ written: [] })
      },
    }
    const end = await executeResolution(order, {
      database: postgres,
      journal: memoryJournal(randomUUID()),
      clock: systemClock,
    })
    if (end.state !== 'succeeded') throw new Error(JSON.stringify(end.outcome, null, 1))
  }

  async rows(): Promise<{ name: string; state: string; checksum: string }[]> {
    const { rows } = await readLedger(this.session)
    return rows.map(({ name, finishedAt, rolledBackAt, checksum }) => ({
      name,
      checksum,
      state: rolledBackAt ? 'rolled back' : finishedAt ? 'applied' : 'unfinished',
    }))
  }

  async value(sql: string): Promise<unknown> {
    const { rows } = await this.session.query<Record<string, unknown>>(sql)
    return Object.values(rows[0] ?? {})[0]
  }

  private write(changes: FileChange[]): void {
    const files = new Map(this.files.map((each) => [each.name, each]))
    for (const change of changes) {
      if (change.change === 'rename') {
        const moved = files.get(change.from)
        if (!moved || files.has(change.to)) throw new Error(`Cannot rename ${change.from}.`)
        files.delete(change.from)
        files.set(change.to, { ...moved, name: change.to })
        continue
      }
      const name = change.path.replace(/\/migration\.sql$/, '')
      if ((files.get(name)?.checksum ?? null) !== change.replaces) throw new Error(`${name} is another.`)
      files.set(name, file(name, change.content))
    }
    this.files = [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  }
}

export function wayOf(trouble: Trouble, kind: ResolutionKind): Resolution {
  const way = trouble.ways.find((each) => each.kind === kind && each.resolution !== null)
  if (!way?.resolution) throw new Error(`No ${kind}: ${JSON.stringify(trouble, null, 1)}`)
  return way.resolution
}

/** `kind*` for what is recommended, `kind` for what is possible, `(kind)` for what is not. */
export function waysTold(trouble: Trouble): string[] {
  return trouble.ways.map(({ kind, recommended, resolution }) =>
    recommended ? `${kind}*` : resolution ? kind : `(${kind})`,
  )
}

/** A past that knows these texts, and nothing of where they came from unless `origins` says. */
export function pastOf(known: MigrationFile[], origins: Record<string, string> = {}): Past {
  return {
    async text(name, checksum) {
      const found = known.find((each) => each.name === name && each.checksum === checksum)
      return found ? { sql: found.sql, from: 'commit 1a2b3c4' } : null
    },
    async origin(name) {
      const branch = origins[name]
      if (branch === undefined) return null
      return { commit: '1a2b3c4', author: 'Ada', at: '2026-01-01T00:00:00Z', subject: 'Work', branch }
    },
  }
}
