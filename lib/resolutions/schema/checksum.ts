import { createHash } from 'node:crypto'

/** As Prisma computes it for a migration: sha256 (hex) of the bytes. */
export function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
