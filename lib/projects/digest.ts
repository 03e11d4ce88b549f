import { createHash } from 'node:crypto'
import type { MigrationFile } from '../domain/migration'
import type { SchemaFile } from '../domain/revision'

/** sha256 (hex) over paths and contents, each with its length before it, so that no two projects run together. */
export function revisionDigest(
  schemaFiles: readonly SchemaFile[],
  migrations: readonly MigrationFile[],
): string {
  const hash = createHash('sha256')
  const add = (text: string) => hash.update(`${Buffer.byteLength(text)}:`).update(text)
  for (const file of schemaFiles) {
    add(`schema/${file.path}`)
    add(file.content)
  }
  for (const migration of migrations) {
    add(`migrations/${migration.name}`)
    add(migration.checksum)
  }
  return hash.digest('hex')
}
