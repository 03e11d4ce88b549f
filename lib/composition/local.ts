import { resolve } from 'node:path'
import type { Database } from '../databases/database'
import { createBorrowedServers } from '../databases/embedded/borrowed-server'
import { postgres } from '../databases/postgres/postgres'
import { type Clock, systemClock } from '../domain/clock'
import { ok, type Result } from '../domain/failure'
import type { Past } from '../domain/past'
import type { Engine, ShadowProvider } from '../engines/engine'
import type { PlanningPorts } from '../engines/planning/make-plan'
import { createPrismaEngine } from '../engines/prisma/engine'
import { createShadowProvider } from '../engines/shadow'
import type { CapturedRevision, ProjectSource } from '../projects/source'
import { sources } from '../projects/sources'
import type { SnapshotMethod } from '../snapshots/method'
import type { SnapshotParts } from '../snapshots/parts'
import { cacheFolder } from './cache-folder'

/** What a terminal works with: one project's files, one database, and no server and no control database behind it. */
export interface Local {
  /** Absolute. */
  projectDir: string
  /** As it was read when this was opened. */
  project: CapturedRevision
  /** Null: none is known, which only commands that never look at a database accept. */
  url: string | null
  shadowUrl: string | null
  /** Absolute. Embedded server, journals, snapshots. */
  cacheDir: string
  database: Database
  engine: Engine
  shadows: ShadowProvider
  source: ProjectSource
  past: Past
  clock: Clock
  planning: PlanningPorts
  /** Loaded when they are needed. Snapshots are kept under `<cacheDir>/snapshots`. */
  snapshots(): Promise<{ methods: SnapshotMethod[]; parts: SnapshotParts }>
  /** Gives the embedded server back, which ends with its last user. Safe to call twice. */
  close(): Promise<void>
}

export interface ConnectedLocal extends Local {
  url: string
}

export interface LocalOptions {
  projectDir: string
  url: string | null
  shadowUrl: string | null
  cacheDir?: string
  /** A folder without a project is fine; it is where one would begin. */
  startsProject?: boolean
  /** The bundled thread of the engine; default: the one of the clone. */
  engineWorker?: string
}

/** Reads the project and wires the rest. Connects to nothing and starts nothing. Fails as reading a project does. */
export async function openLocal(options: LocalOptions & { url: string }): Promise<Result<ConnectedLocal>>
export async function openLocal(options: LocalOptions): Promise<Result<Local>>
export async function openLocal(options: LocalOptions): Promise<Result<Local>> {
  const source = sources.directory
  const projectDir = resolve(options.projectDir)
  const captured = await source.capture(projectDir, { allowEmpty: options.startsProject === true })
  if (!captured.ok) return captured
  const { url, shadowUrl, engineWorker } = options
  const cacheDir = resolve(options.cacheDir ?? cacheFolder())
  const database = postgres
  const servers = createBorrowedServers(cacheDir)
  const shadows = createShadowProvider({ database, embedded: servers.of, cacheFolder: cacheDir })
  const engine = createPrismaEngine({ shadows, ...(engineWorker && { workerFile: engineWorker }) })
  return ok({
    projectDir,
    project: captured.value,
    url,
    shadowUrl,
    cacheDir,
    database,
    engine,
    shadows,
    source,
    past: lazyPast(projectDir),
    clock: systemClock,
    planning: { database, engine, shadows },
    async snapshots() {
      const { createSnapshotMethods } = await import('../snapshots/methods')
      const parts = { database, dataDir: cacheDir, ensureServer: servers.of }
      return { methods: createSnapshotMethods(parts), parts }
    },
    async close() {
      await shadows.settled()
      await servers.giveBack()
    },
  })
}

/** Git is asked when somebody wants to know, and once. */
function lazyPast(projectDir: string): Past {
  let asked: Promise<Past> | null = null
  const past = () => {
    asked ??= import('../projects/directory/git-past').then(({ gitPast }) => gitPast(projectDir))
    return asked
  }
  return {
    text: async (migration, checksum) => (await past()).text(migration, checksum),
    origin: async (migration) => (await past()).origin(migration),
  }
}
