import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Database, Identity } from '../databases/database'
import { ensureServer } from '../databases/embedded/server'
import { postgres } from '../databases/postgres/postgres'
import { type Clock, systemClock } from '../domain/clock'
import type { Engine, ShadowProvider } from '../engines/engine'
import { createPrismaEngine } from '../engines/prisma/engine'
import { createShadowProvider } from '../engines/shadow'
import type { ProjectSource } from '../projects/source'
import { sources } from '../projects/sources'
import type { SnapshotMethod, SnapshotSource } from '../snapshots/method'
import { createSnapshotMethods } from '../snapshots/methods'
import type { SnapshotParts } from '../snapshots/parts'
import { sharedPrisma } from '../store/client'
import type { PrismaClient } from '../store/generated/client'
import { type Config, readConfig } from './config'
import { externalHostOf } from './external-host-of'
import { createSecrets, type Secrets } from './secrets'

/** Everything that an operation works with, wired once for each process. */
export interface Context {
  db: PrismaClient
  database: Database
  engine: Engine
  shadows: ShadowProvider
  snapshots: SnapshotMethod[]
  /** What the snapshot methods were made of, for what works across them: restoring, sweeping. */
  snapshotParts: SnapshotParts
  sources: Record<ProjectSource['kind'], ProjectSource>
  clock: Clock
  secrets: Secrets
  config: Config
}

/** Wires a context; what is in `overrides` is taken as it is, and its defaults are never made. */
export function createContext(overrides: Partial<Context> = {}): Context {
  const config = overrides.config ?? readConfig()
  const database = overrides.database ?? postgres
  const embedded = (major: number) => ensureServer(config.dataDir, major)
  const shadows =
    overrides.shadows ??
    createShadowProvider({ database, embedded, cacheFolder: join(config.dataDir, 'cache') })
  const db = overrides.db ?? sharedPrisma(config.databaseUrl)
  const secrets = overrides.secrets ?? createSecrets(config.secretKey)
  const snapshotParts = overrides.snapshotParts ?? {
    database,
    dataDir: config.dataDir,
    ensureServer: embedded,
    adminUrlFor: (identity: Identity) => ownServer(config.dataDir, identity),
    externalHostFor: (source: Pick<SnapshotSource, 'url'>) => externalHostOf(db, database, secrets, source),
  }
  return {
    config,
    database,
    shadows,
    snapshotParts,
    db,
    engine: overrides.engine ?? createPrismaEngine({ shadows }),
    snapshots: overrides.snapshots ?? createSnapshotMethods(snapshotParts),
    sources: overrides.sources ?? sources,
    clock: overrides.clock ?? systemClock,
    secrets,
  }
}

/** The administrator's address of the embedded server of that major, where Headgate runs one already. */
async function ownServer(dataDir: string, { major }: Identity): Promise<string | null> {
  if (!existsSync(/* turbopackIgnore: true */ join(dataDir, 'postgres', String(major)))) return null
  const server = await ensureServer(dataDir, major)
  return server.ok ? server.value.url : null
}

const slot = Symbol.for('headgate.context')

/** The process's one context. */
export function context(): Context {
  const holder = globalThis as { [slot]?: Context }
  holder[slot] ??= createContext()
  return holder[slot]
}
