import { isUtf8 } from 'node:buffer'
import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs'
import { FailureError } from '../../domain/failure'

/** Beyond this it is data, and the parser's memory grows with it. */
const maxBytes = 32 * 1024 * 1024

/** A script's text, or in words why it cannot be read. */
export async function readScript(path: string): Promise<{ sql: string } | { why: string }> {
  try {
    // Asked before it is opened: opening a pipe would wait for a writer.
    if (statSync(path).isFile()) {
      const bytes = readWhole(path)
      if (bytes && isUtf8(bytes) && !bytes.includes(0)) return { sql: bytes.toString('utf8') }
    }
  } catch {
    // Told in words below.
  }
  return { why: await whyNot(path) }
}

function readWhole(path: string): Buffer | null {
  const file = openSync(path, 'r')
  try {
    return fstatSync(file).size > maxBytes ? null : readFileSync(file)
  } finally {
    closeSync(file)
  }
}

async function whyNot(path: string): Promise<string> {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > maxBytes)
    return `It is larger than ${maxBytes / 1024 / 1024} MB, which is data and no migration.`
  const { readText } = await import('../../projects/directory/read-text')
  try {
    await readText(path)
  } catch (error) {
    if (error instanceof FailureError) return error.failure.why
    return (error as Error).message
  }
  return 'It cannot be read.'
}

/** What comes on stdin, to its end. */
export async function readStdin(): Promise<{ sql: string } | { why: string }> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of process.stdin) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > maxBytes) return { why: `It is larger than ${maxBytes / 1024 / 1024} MB.` }
  }
  const whole = Buffer.concat(chunks)
  return isUtf8(whole) ? { sql: whole.toString('utf8') } : { why: 'It is not UTF-8.' }
}
