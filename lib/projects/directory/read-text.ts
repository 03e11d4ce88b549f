import { open, readdir, realpath, stat } from 'node:fs/promises'
import { type FailureCode, FailureError, fail } from '../../domain/failure'

/**
 * A script beyond this is data, not a migration. Of this size, 450,000 short statements, one is still parsed and planned
 * within two minutes; the parser's memory grows with it.
 */
export const MAX_FILE_BYTES = 16 * 1024 * 1024
const MAX_ENTRIES = 5_000

export interface TextFile {
  bytes: Buffer
  text: string
}

/** A UTF-8 file, whole. Throws a `FailureError` (`project_unreadable`) that names the file and what is wrong with it. */
export async function readText(path: string): Promise<TextFile> {
  const bytes = await readBytes(path)
  return { bytes, text: decode(path, bytes) }
}

async function readBytes(path: string): Promise<Buffer> {
  // Asked before it is opened: opening a pipe would wait for a writer.
  const found = await told(path, stat(path))
  if (!found.isFile()) throw unreadable(path, 'is not a file')
  const file = await told(path, open(path, 'r'))
  try {
    const { size } = await file.stat()
    if (size > MAX_FILE_BYTES)
      throw refused(
        'file_too_large',
        path,
        `has ${megabytes(size)}; at most ${megabytes(MAX_FILE_BYTES)} are read`,
      )
    return await file.readFile()
  } finally {
    await file.close()
  }
}

function decode(path: string, bytes: Buffer): string {
  const encoding = otherEncoding(bytes)
  if (encoding)
    throw refused(
      'file_not_text',
      path,
      `is ${encoding}: convert it, with iconv -f UTF-16 -t UTF-8 for example`,
    )
  // PostgreSQL has no text with NUL in it.
  const zero = bytes.indexOf(0)
  if (zero >= 0) throw refused('file_not_text', path, `holds a NUL byte, ${placeOf(bytes, zero)}`)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw refused('file_not_text', path, `is not UTF-8, ${placeOf(bytes, firstInvalid(bytes))}`)
  }
}

/** By its byte order mark, or by the NUL in every second byte of its beginning. */
function otherEncoding(bytes: Buffer): string | null {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'UTF-16 (little endian)'
  if (first === 0xfe && second === 0xff) return 'UTF-16 (big endian)'
  const begin = [...bytes.subarray(0, 64)]
  const zeros = (parity: number) => begin.every((byte, index) => (index % 2 === parity) === (byte === 0))
  if (begin.length >= 4 && zeros(1)) return 'UTF-16 (little endian)'
  if (begin.length >= 4 && zeros(0)) return 'UTF-16 (big endian)'
  return null
}

/** The byte up to which all is UTF-8. */
function firstInvalid(bytes: Buffer): number {
  let [valid, invalid] = [0, bytes.length + 1]
  while (invalid - valid > 1) {
    const middle = Math.floor((valid + invalid) / 2)
    if (isBeginning(bytes.subarray(0, middle))) valid = middle
    else invalid = middle
  }
  // The letter that is begun there is the one that does not go on as it should.
  while (valid > 0 && !isBeginning(bytes.subarray(0, valid), false)) valid -= 1
  return valid
}

/** UTF-8 so far; with `cut` the last letter may be incomplete. */
function isBeginning(bytes: Buffer, cut = true): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut })
    return true
  } catch {
    return false
  }
}

function placeOf(bytes: Buffer, offset: number): string {
  const line = bytes.subarray(0, offset).filter((byte) => byte === 0x0a).length + 1
  const byte = (bytes[offset] ?? 0).toString(16).padStart(2, '0')
  return `at byte ${offset} (0x${byte}, line ${line})`
}

export type Kind = 'file' | 'folder' | 'other'

/** What is at `path`, through symbolic links; null when nothing is. */
export async function kindOf(path: string): Promise<Kind | null> {
  try {
    const found = await stat(path)
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other'
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw cannotRead(path, error)
  }
}

/** Names in a folder, sorted by their code units, hidden ones left out. */
export async function namesIn(path: string): Promise<string[]> {
  const names = (await told(path, readdir(path))).filter((name) => !name.startsWith('.')).sort()
  if (names.length > MAX_ENTRIES)
    throw unreadable(path, `has ${names.length} entries; at most ${MAX_ENTRIES} are read`)
  return names
}

/** The folder's own address, by which a loop of links is recognised. */
export function identityOf(path: string): Promise<string> {
  return told(path, realpath(path))
}

async function told<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw cannotRead(path, error)
  }
}

const reasons: Record<string, string> = {
  EACCES: 'may not be read by Headgate',
  EPERM: 'may not be read by Headgate',
  ELOOP: 'is a symbolic link that leads back to itself',
  ENOENT: 'does not exist, or is a link to nothing',
  ENAMETOOLONG: 'has too long a path',
}

function cannotRead(path: string, error: unknown): FailureError {
  const { code } = error as NodeJS.ErrnoException
  const why = (code && reasons[code]) || `cannot be read (${code ?? 'unknown error'})`
  return refused(code === 'ELOOP' ? 'link_refused' : 'project_unreadable', path, why)
}

export function unreadable(path: string, why: string): FailureError {
  return refused('project_unreadable', path, why)
}

/** A failure about one file. `why` goes on after its path. */
export function refused(code: FailureCode, path: string, why: string): FailureError {
  return new FailureError(fail(code, `${path} ${why}.`, { path }).failure)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
