import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, unlinkSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { debianServerInstalled, startDebianServer } from './debian-server-in-tests'
import type { SnapshotSource } from './method'
import { createSnapshotMethods } from './methods'
import { newId, one, sourceOf } from './sources-in-tests'

/** A small disk in memory; only root may mount one. */
function smallDisk(): { folder: string; fill(): void; empty(): void; remove(): void } | null {
  const folder = mkdtempSync(join(tmpdir(), 'headgate-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true })
    return null
  }
  const filler = join(folder, 'somebody else’s')
  return {
    folder,
    fill() {
      const { bavail, bsize } = statfsSync(folder)
      execFileSync('fallocate', ['-l', String(bavail * bsize), filler])
    },
    empty: () => unlinkSync(filler),
    remove() {
      execFileSync('umount', ['--lazy', folder])
      rmSync(folder, { recursive: true })
    },
  }
}

const disk = smallDisk()

describe.skipIf(!disk)('on a disk that is full', () => {
  let tables: SnapshotSource
  let dumped: SnapshotSource | null = null
  let stop = async () => {}
  const rows = `create table large as select g, md5(g::text) || md5((g + 1)::text) as t from generate_series(1, 60000) g`

  beforeAll(async () => {
    const url = await (await testServer()).createDatabase('full')
    await one(url, rows)
    const scope = { tables: ['public.large'], unknown: null }
    tables = { ...(await sourceOf(url)), scope }
    if (!debianServerInstalled) return
    const server = await startDebianServer()
    stop = server.stop
    await one(server.url, rows)
    dumped = await sourceOf(server.url)
  })
  afterAll(async () => {
    await stop()
    disk?.remove()
  })

  it.each(['tables', 'dump'] as const)('%s fails, names it, and leaves nothing', async (name) => {
    const source = name === 'dump' ? dumped : tables
    if (!disk || !source) return
    const parts = { database: postgres, dataDir: disk.folder }
    const method = createSnapshotMethods(parts).find((each) => each.name === name)
    if (!method) throw new Error(name)
    mkdirSync(join(disk.folder, 'snapshots'), { recursive: true })
    let filled = false
    const taken = await method.take(source, newId(), () => {
      if (!filled) disk.fill()
      filled = true
    })
    expect(filled).toBe(true)
    expect(taken).toMatchObject({ ok: false, failure: { code: 'snapshot_failed' } })
    if (!taken.ok) expect(taken.failure.why).toMatch(/no space left|No space left/i)
    expect(await readdir(join(disk.folder, 'snapshots'))).toEqual([])

    // Asked beforehand now: it does not even begin.
    expect(await method.available(source)).toMatchObject({
      available: false,
      reason: expect.stringMatching(/has \d MB free; up to \d+ MB may be needed/),
    })
    disk.empty()
    expect(await method.available(source)).toMatchObject({ available: true })
  })
})
