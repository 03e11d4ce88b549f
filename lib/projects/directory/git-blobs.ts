import { createHash } from 'node:crypto'
import { git } from './git-command'

/** Blobs in one answer, which is held in memory. */
const AT_ONCE = 1_000

/** Texts of blobs, as far as they are UTF-8. Missing ones (a partial clone) are left out. */
export async function readBlobs(repository: string, blobs: string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (let at = 0; at < blobs.length; at += AT_ONCE)
    await readSome(repository, blobs.slice(at, at + AT_ONCE), texts)
  return texts
}

async function readSome(repository: string, blobs: string[], texts: Map<string, string>): Promise<void> {
  const answer = await git(repository, ['cat-file', '--batch'], `${blobs.join('\n')}\n`)
  if (!answer.ok) return
  const { output } = answer
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf('\n', at)
    if (end < 0) break
    const [hash = '', type, size] = output.toString('latin1', at, end).split(' ')
    at = end + 1
    if (type === 'missing') continue
    const bytes = output.subarray(at, at + Number(size))
    at += Number(size) + 1
    const text = decoded(bytes)
    if (type === 'blob' && text !== null) texts.set(hash, text)
  }
}

function decoded(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Checksums that Prisma takes for this text's: line ends may have been exchanged. */
export function checksumsOf(text: string): string[] {
  const unix = text.replaceAll('\r\n', '\n')
  return [...new Set([text, unix, unix.replaceAll('\n', '\r\n')])].map((variant) =>
    createHash('sha256').update(variant).digest('hex'),
  )
}
