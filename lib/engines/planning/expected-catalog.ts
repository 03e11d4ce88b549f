import { createHash } from 'node:crypto'
import type { Database } from '../../databases/database'
import { catalogQueries } from '../../databases/postgres/catalog-queries'
import type { Catalog } from '../../domain/catalog'
import { ok, type Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { ShadowProvider, ShadowRequest } from '../engine'
import { historyKeys, sha256 } from '../history-key'
import { placeOfShadow } from '../place'

/**
 * What `migrations` build on an empty database of the environment's major version. It follows from them alone, so it
 * is read once, where the request says who the environment is. Fails as `ShadowProvider.prepared`.
 */
export async function expectedCatalog(
  ports: { database: Database; shadows: ShadowProvider },
  request: ShadowRequest,
  migrations: MigrationFile[],
): Promise<Result<Catalog>> {
  const key = request.identity ? catalogKey(placeOfShadow(request, request.identity), migrations) : null
  const known = key && (await ports.shadows.answers.get<Catalog>(key))
  if (known) return ok(known)
  const shadow = await ports.shadows.prepared(request, migrations)
  if (!shadow.ok) return shadow
  try {
    const opened = await ports.database.open(shadow.value.url, { applicationName: 'headgate shadow' })
    if (!opened.ok) return opened
    const catalog = await ports.database.catalog(opened.value).finally(() => opened.value.close())
    if (key) await ports.shadows.answers.set(key, catalog)
    return ok(catalog)
  } finally {
    ports.shadows.letGo(shadow.value)
  }
}

/** Stands for the catalog that these scripts lead to. */
export function catalogKey(place: string, migrations: MigrationFile[]): string {
  return sha256('catalog', catalogFormat(), historyKeys(place, migrations).at(-1) ?? '')
}

/** Catalogs that were read with other queries say other things. */
export function catalogFormat(): string {
  const hash = createHash('sha256')
  for (const { sql } of catalogQueries) hash.update(sql)
  return hash.digest('hex')
}
