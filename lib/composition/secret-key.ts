import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The key that seals connection strings: 32 bytes, from `given` (64 hexadecimal digits) or the file `secret.key`
 * in `dataDir`, which is made with mode 0600 when it is not there. Throws when what is there is not a key.
 */
export function readSecretKey(dataDir: string, given: string | undefined): Buffer {
  if (given) return decode(given, 'HEADGATE_SECRET_KEY')
  const path = join(/* turbopackIgnore: true */ dataDir, 'secret.key')
  const known = readIfThere(path)
  if (known !== null) return decode(known, path)
  mkdirSync(dataDir, { recursive: true })
  writeOnce(path, randomBytes(32).toString('hex'))
  return decode(readFileSync(path, 'utf8'), path)
}

function decode(text: string, where: string): Buffer {
  const hex = text.trim()
  if (!/^[0-9a-f]{64}$/i.test(hex))
    throw new Error(`${where} does not hold a key: 64 hexadecimal digits are wanted.`)
  return Buffer.from(hex, 'hex')
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Linked into place whole: of two processes that start together one wins, and both then read the same key. */
function writeOnce(path: string, text: string) {
  const partial = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(partial, `${text}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(partial, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(partial, { force: true })
  }
}
