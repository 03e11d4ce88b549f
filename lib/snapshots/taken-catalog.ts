import { readFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { Catalog } from '../domain/catalog'

/** A dump keeps the catalog beside its data, so that a difference can be named. Null for other methods. */
export async function readTakenCatalog({ location }: { location: string }): Promise<Catalog | null> {
  if (!isAbsolute(location)) return null
  try {
    return JSON.parse(await readFile(join(location, 'catalog.json'), 'utf8')) as Catalog
  } catch {
    return null
  }
}
