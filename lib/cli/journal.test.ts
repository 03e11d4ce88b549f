import { appendFile, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Outcome } from '../domain/outcome'
import { fileJournal, openJournal, readRun } from './journal'
import { forgetOldRuns, runFolder, runsWithoutEnd } from './journal-folder'
import { stillRuns, thisProcess } from './journal-process'
import type { RunHead } from './journal-run'

const database = { systemIdentifier: '7', databaseOid: 5, label: 'localhost/shop' }
const outcome: Outcome = { ok: true, what: 'Deployed.', next: 'Nothing.', undo: null }
let folder: string

function head(runId: string, more: Partial<RunHead> = {}): RunHead {
  return {
    format: 1,
    runId,
    kind: 'deploy',
    startedAt: new Date().toISOString(),
    who: 'eve@here',
    migrations: ['1_init'],
    bypass: null,
    database,
    process: thisProcess(),
    work: { kind: 'other', what: 'Nothing.' },
    ...more,
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headgate-journal-'))
})

describe('a journal in a file', () => {
  it('tells what was announced, begun and left open, and goes on with it', async () => {
    const journal = await fileJournal(folder, head('a'))
    await journal.announce([
      { position: 0, kind: 'migration', title: '1_init', detail: { migration: '1_init' } },
      { position: 1, kind: 'statement', title: 'Create', parent: 0 },
    ])
    await journal.backend(42, 'then')
    await journal.start(0, { ledgerRow: 'row' })
    await journal.record([{ position: 1, state: 'done', detail: { rows: 3 } }])
    await journal.note(0, { notes: ['half'] })
    await journal.close()

    const run = await readRun(folder, 'a')
    expect(run?.backend).toEqual({ pid: 42, startedAt: 'then' })
    expect(run?.end).toBeNull()
    expect(run?.steps).toEqual([
      {
        position: 0,
        kind: 'migration',
        parent: null,
        state: 'running',
        detail: { migration: '1_init', ledgerRow: 'row', notes: ['half'] },
      },
      { position: 1, kind: 'statement', parent: 0, state: 'done', detail: { rows: 3 } },
    ])
    if (!run) return
    expect((await runsWithoutEnd(folder, database)).map((each) => each.head.runId)).toEqual(['a'])
    expect(await runsWithoutEnd(folder, { ...database, databaseOid: 6 })).toEqual([])

    const again = await openJournal(folder, run)
    await again.finish(0, 'failed')
    await again.end('failed', outcome, 'nothing')
    await again.close()
    expect(await runsWithoutEnd(folder, database)).toEqual([])
    const ended = await readRun(folder, 'a')
    expect(ended?.end).toMatchObject({ state: 'failed', effect: 'nothing', outcome })
    expect(ended?.steps[0]?.state).toBe('failed')
  })

  it('keeps the order of what is written at the same time, and reads past a line that was cut off', async () => {
    const journal = await fileJournal(folder, head('b'))
    const positions = Array.from({ length: 200 }, (_, position) => position)
    await journal.announce(
      positions.map((position) => ({ position, kind: 'statement' as const, title: 'x' })),
    )
    await Promise.all(positions.flatMap((at) => [journal.start(at), journal.finish(at, 'done')]))
    await journal.close()
    await appendFile(join(folder, 'b.running.jsonl'), '{"at":"2026","event":"end","sta')
    const run = await readRun(folder, 'b')
    expect(run?.end).toBeNull()
    expect(run?.steps.every((step) => step.state === 'done')).toBe(true)
  })

  it('refuses a second file of the same run, and says which file cannot be written', async () => {
    const journal = await fileJournal(folder, head('c'))
    await journal.close()
    await expect(fileJournal(folder, head('c'))).rejects.toMatchObject({
      failure: { code: 'journal_unwritable' },
    })
  })
})

describe('the folder of runs', () => {
  it('is the project’s own, out of git’s sight, else the cache’s', async () => {
    const projectDir = await mkdtemp(join(tmpdir(), 'headgate-project-'))
    const places = { projectDir, cacheDir: folder }
    const own = await runFolder(places)
    expect(own).toBe(join(projectDir, '.headgate', 'runs'))
    expect(await readFile(join(own, '.gitignore'), 'utf8')).toBe('*\n')
    expect(await runFolder(places)).toBe(own)

    const blocked = await mkdtemp(join(tmpdir(), 'headgate-project-'))
    await writeFile(join(blocked, '.headgate'), 'a file is in the way')
    expect(await runFolder({ projectDir: blocked, cacheDir: folder })).toBe(join(folder, 'runs'))
  })

  it('forgets the oldest runs that ended, and none that did not', async () => {
    for (let i = 0; i < 103; i++) await writeFile(join(folder, `old-${i}.jsonl`), '')
    await (await fileJournal(folder, head('open'))).close()
    await forgetOldRuns(folder)
    const left = await readdir(folder)
    expect(left.filter((name) => name.startsWith('old-'))).toHaveLength(100)
    expect(left).toContain('open.running.jsonl')
  })
})

describe('the process of a run', () => {
  it('is known to go on, to be gone, or to be elsewhere', () => {
    const here = thisProcess()
    expect(stillRuns(here)).toBe(true)
    expect(stillRuns({ ...here, startedAt: '1' })).toBe(false)
    expect(stillRuns({ ...here, pid: 2 ** 22 + 1 })).toBe(false)
    expect(stillRuns({ ...here, host: 'elsewhere' })).toBeNull()
  })
})
