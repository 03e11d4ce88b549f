import { createHash } from 'node:crypto'
import type { Catalog } from './catalog'

/** sha256 (hex) over all objects in order of their keys. Equal exactly when the schemas are. */
export function catalogFingerprint(catalog: Catalog): string {
  const hash = createHash('sha256')
  for (const key of Object.keys(catalog).sort()) hash.update(`${JSON.stringify([key, catalog[key]])}\n`)
  return hash.digest('hex')
}
