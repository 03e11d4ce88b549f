import { open, readdir, realpath, stat } from 'node:fs/promises'
import { FailureError, fail } from '../../domain/failure'

/** A script beyond this is data, not a migration. */
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
      throw unreadable(path, `has ${megabytes(size)}; at most ${megabytes(MAX_FILE_BYTES)} are read`)
    return await file.readFile()
  } finally {
    await file.close()
  }
}

function decode(path: string, bytes: Buffer): string {
  // PostgreSQL has no text with NUL in it; UTF-16 files are full of them.
  if (bytes.includes(0)) throw unreadable(path, 'is not UTF-8 text: it holds NUL bytes')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw unreadable(path, 'is not UTF-8 text')
  }
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
    throw unreadable(path, reasonOf(error))
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
    throw unreadable(path, reasonOf(error))
  }
}

const reasons: Record<string, string> = {
  EACCES: 'may not be read by Headgate',
  EPERM: 'may not be read by Headgate',
  ELOOP: 'is a symbolic link that leads back to itself',
  ENOENT: 'does not exist, or is a link to nothing',
  ENAMETOOLONG: 'has too long a path',
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  return (code && reasons[code]) || `cannot be read (${code ?? 'unknown error'})`
}

export function unreadable(path: string, why: string): FailureError {
  return new FailureError(fail('project_unreadable', `${path} ${why}.`, { path }).failure)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
