import { execFile } from 'node:child_process'
import { mkdir, open, readdir, rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { snapshotFolder } from './gather'
import type { Fault } from './round'
import { ended } from './wait'

const run = promisify(execFile)

export const corruptedSnapshot: Fault = {
  name: 'a corrupted snapshot',
  actions: ['restore'],
  rounds: 12,
  dump: true,
  async arrange({ installation, prepared, random }) {
    const folder = snapshotFolder(installation)
    const names = (await readdir(folder, { recursive: true })).sort()
    const files: { path: string; size: number }[] = []
    for (const name of names) {
      const path = join(folder, name)
      const found = await stat(path)
      if (found.isFile() && found.size > 0 && !/owner\.json|manifest/.test(name))
        files.push({ path, size: found.size })
    }
    const { path, size } = random.pick(files)
    if (random.chance(0.3)) await truncate(path, random.int(0, size - 1))
    else await flipBit(path, random.int(0, size - 1), random.int(0, 7))
    prepared.places = prepared.places
      .slice(0, 1)
      .map((place) => ({ ...place, states: ['failed'], requestStates: ['deployed'] }))
    await installation.context.db.snapshot.updateMany({ data: { note: 'damaged' } })
    return undefined
  },
  async strike({ control, runId, installation }) {
    await ended(control, runId)
    // It is known to be damaged: that it does not restore is what was asked for.
    await installation.context.db.snapshot.deleteMany({ where: { note: 'damaged' } })
    return 'one bit, or the end of one file'
  },
}

async function flipBit(path: string, at: number, bit: number): Promise<void> {
  const handle = await open(path, 'r+')
  const byte = Buffer.alloc(1)
  await handle.read(byte, 0, 1, at)
  await handle.write(Buffer.from([(byte[0] ?? 0) ^ (1 << bit)]), 0, 1, at)
  await handle.close()
}

/** Needs the right to mount a small disk; where that is missing it is left out. */
export const diskFull: Fault = {
  name: 'disk full in a snapshot',
  possible: process.platform === 'linux' && process.getuid?.() === 0,
  actions: ['snapshot'],
  rounds: 8,
  dump: true,
  async arrange({ installation, random }) {
    const folder = snapshotFolder(installation)
    await mkdir(folder, { recursive: true })
    const size = random.pick(['8k', '64k', '128k', '200k'])
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
    return async () => {
      const left = (await readdir(folder)).filter((name) => name.endsWith('.partial'))
      await run('umount', [folder])
      await rm(folder, { recursive: true, force: true })
      if (left.length > 0) throw new Error(`Left in the folder: ${left.join(', ')}`)
    }
  },
  async strike({ control, runId, installation, wrong }) {
    const { state } = await ended(control, runId)
    const verified = await installation.context.db.snapshot.count({ where: { runId, state: 'verified' } })
    if (state !== 'succeeded' && verified > 0) wrong.push('A snapshot that did not fit is called verified.')
    // What fitted after all goes with the disk.
    await installation.context.db.snapshot.deleteMany({ where: { runId } })
    return 'a disk too small'
  },
}
