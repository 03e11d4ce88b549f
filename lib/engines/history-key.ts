import { createHash } from 'node:crypto'
import type { MigrationFile } from '../domain/migration'

/**
 * What stands for the state after each script: a chain over the place and over each script's bytes in order, so that
 * equal keys mean equal states, and a change in the middle leaves every key before it as it was. Names do not count.
 * One key more than there are migrations: the first stands for the empty database.
 */
export function historyKeys(root: string, migrations: MigrationFile[]): string[] {
  const keys = [root]
  let last = root
  for (const { sql } of migrations) {
    last = sha256(last, sha256(sql))
    keys.push(last)
  }
  return keys
}

/** sha256 (hex) over texts, told apart from each other. */
export function sha256(...texts: string[]): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(`${Buffer.byteLength(text)}:`).update(text)
  return hash.digest('hex')
}
