import type { Database, Session } from '../../databases/database'
import type { Catalog } from '../../domain/catalog'
import { ok, type Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { ShadowProvider, ShadowRequest } from '../engine'
import { scriptFailure } from '../script-failure'
import { ReplayError } from './replay'

export interface Scratch {
  /** On the shadow database, with the migrations applied. No ledger is there. */
  session: Session
  url: string
  catalog(): Promise<Catalog>
}

/**
 * A shadow database of the environment's own major on which `migrations` are applied, for as long as `use` takes: a
 * copy of what is kept of them, so that the longest history that several questions share belongs in there.
 * Fails with `replay_failed` and the statement where one of them does not apply; what `use` throws is thrown, but for
 * a `ReplayError`, which becomes that failure too.
 */
export async function onScratch<T>(
  ports: { database: Database; shadows: ShadowProvider },
  request: ShadowRequest,
  migrations: MigrationFile[],
  use: (scratch: Scratch) => Promise<T>,
): Promise<Result<T>> {
  const shadow = await ports.shadows.prepared(request, migrations)
  if (!shadow.ok) return shadow
  try {
    const opened = await ports.database.open(shadow.value.url, { applicationName: 'headgate shadow' })
    if (!opened.ok) return opened
    const session = opened.value
    try {
      return ok(await use({ session, url: shadow.value.url, catalog: () => ports.database.catalog(session) }))
    } catch (error) {
      if (error instanceof ReplayError) return scriptFailure(error.migration, error.cause.info)
      throw error
    } finally {
      await session.close()
    }
  } finally {
    ports.shadows.letGo(shadow.value)
  }
}
