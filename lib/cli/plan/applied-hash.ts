import { createHash } from 'node:crypto'
import type { LedgerRow } from '../../domain/migration'

/** md5 over the applied migrations, the same that the script's own query computes. Names are hashed so that all is ASCII. */
export function appliedHash(applied: Pick<LedgerRow, 'name' | 'checksum'>[]): string {
  const lines = applied.map(({ name, checksum }) => `${md5(name)}${checksum}`).sort()
  return md5(lines.join(';'))
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex')
}
