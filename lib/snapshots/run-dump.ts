import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FailureError, fail } from '../domain/failure'
import { clientEnvironment } from './client-environment'
import { bytesUnder } from './file-manifest'
import type { Progress, SnapshotSource } from './method'
import { compressionOf, type PgTools } from './pg-tools'
import { runTool } from './run-tool'
import type { SnapshotFolder } from './snapshot-folder'
import { cancelled, jobs, lockWaitMs, takingName } from './taking'

const tellEveryMs = 500

/** The folder inside a snapshot's that pg_dump fills. */
export const dataFolder = 'data'

/** Runs pg_dump on an exported snapshot into the folder. Throws `FailureError`. */
export async function runDump(
  source: SnapshotSource,
  tools: PgTools,
  folder: SnapshotFolder,
  exported: string,
  run: { id: string; tables: number; progress: Progress; signal: AbortSignal },
): Promise<void> {
  const environment = clientEnvironment(source.url, takingName(run.id))
  if (!environment.ok) throw new FailureError(environment.failure)
  const data = join(folder.partial, dataFolder)
  await mkdir(data, { mode: 0o700 })
  const compression = await compressionOf(tools)
  let done = 0
  const onLine = (line: string) => {
    if (!/finished item \d+ TABLE DATA /.test(line)) return
    done += 1
    run.progress(Math.min(done, run.tables), run.tables, 'tables')
  }
  // Compressed, so that the end is not known.
  const telling = setInterval(() => {
    void bytesUnder(data).then((bytes) => run.progress(bytes, null, 'bytes'))
  }, tellEveryMs)
  const ended = await runTool(
    tools.pgDump,
    [
      '--format=directory',
      `--file=${data}`,
      `--jobs=${jobs}`,
      `--compress=${compression}`,
      `--snapshot=${exported}`,
      `--lock-wait-timeout=${lockWaitMs}`,
      '--no-password',
      '--verbose',
    ],
    environment.value,
    { onLine, onStart: (pid) => void folder.writtenBy(pid).catch(() => {}), signal: run.signal },
  ).finally(() => clearInterval(telling))
  if (run.signal.aborted) throw new FailureError(cancelled().failure)
  if (ended.code !== 0) throw new FailureError(toolFailure('pg_dump', ended.errors).failure)
}

export function toolFailure(program: string, errors: string[]) {
  const words = errors
    .filter((line) => !/^pg_(dump|restore): (detail: )?(Query was|Command was)/i.test(line))
    .slice(-4)
  const why = words.join(' ').trim() || 'it ended without a word'
  return fail(/permission denied/.test(why) ? 'rights_missing' : 'snapshot_failed', `${program}: ${why}`)
}

/** Which file holds the rows of which table, by pg_restore's list. */
export async function tablesOfFiles(tools: PgTools, data: string, signal?: AbortSignal) {
  const { output } = await runTool(
    tools.pgRestore,
    ['--list', data],
    { LC_ALL: 'C' } as unknown as NodeJS.ProcessEnv,
    { signal },
  )
  const tables = new Map<string, string>()
  for (const line of output.split('\n')) {
    const match = /^(\d+); \d+ \d+ TABLE DATA (\S+) (\S+) /.exec(line)
    if (match) tables.set(match[1] ?? '', `${match[2]}.${match[3]}`)
  }
  return (path: string) => {
    const table = tables.get(/^data\/(\d+)\.dat/.exec(path)?.[1] ?? '')
    return table ? { table } : {}
  }
}
