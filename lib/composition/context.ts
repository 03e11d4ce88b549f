import type { Database } from '../databases/database'
import { postgres } from '../databases/postgres/postgres'
import { type Clock, systemClock } from '../domain/clock'
import type { Engine, ShadowProvider } from '../engines/engine'
import type { ProjectSource } from '../projects/source'
import { sources } from '../projects/sources'
import type { SnapshotMethod } from '../snapshots/method'
import { sharedPrisma } from '../store/client'
import type { PrismaClient } from '../store/generated/client'
import { type Config, readConfig } from './config'
import { createSecrets, type Secrets } from './secrets'

/** Everything that an operation works with, wired once for each process. */
export interface Context {
  db: PrismaClient
  database: Database
  engine: Engine
  shadows: ShadowProvider
  snapshots: SnapshotMethod[]
  sources: Record<ProjectSource['kind'], ProjectSource>
  clock: Clock
  secrets: Secrets
  config: Config
}

/** Wires a context; what is in `overrides` is taken as it is, and its defaults are never made. */
export function createContext(overrides: Partial<Context> = {}): Context {
  const config = overrides.config ?? readConfig()
  return {
    config,
    db: overrides.db ?? sharedPrisma(config.databaseUrl),
    database: overrides.database ?? postgres,
    engine: overrides.engine ?? notWired('engine'),
    shadows: overrides.shadows ?? notWired('shadows'),
    snapshots: overrides.snapshots ?? [],
    sources: overrides.sources ?? sources,
    clock: overrides.clock ?? systemClock,
    secrets: overrides.secrets ?? createSecrets(config.secretKey),
  }
}

function notWired<T extends object>(name: string): T {
  return new Proxy({} as T, {
    get: () => {
      throw new Error(`${name} is not wired yet`)
    },
  })
}

const slot = Symbol.for('headgate.context')

/** The process's one context. */
export function context(): Context {
  const holder = globalThis as { [slot]?: Context }
  holder[slot] ??= createContext()
  return holder[slot]
}
