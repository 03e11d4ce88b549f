import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SnapshotMethodName } from '../../domain/snapshot'
import type { SnapshotRecord } from '../../runs/take-snapshot'

export interface KeptSnapshot {
  id: string
  method: SnapshotMethodName
  location: string
  sizeBytes: number
  verified: boolean
  /** File that holds its manifest: what was in it, table by table. */
  record: string
}

export interface FileSnapshotRecord extends SnapshotRecord {
  /** The snapshot that was taken; null: none was, or it was no good. */
  kept(): KeptSnapshot | null
}

/** Keeps what becomes of a snapshot in a JSON file of `<folder>`, under the snapshot's id. */
export function fileSnapshotRecord(folder: string, database: string): FileSnapshotRecord {
  let kept: KeptSnapshot | null = null
  let content: Record<string, unknown> = {}
  const write = async (more: Record<string, unknown>) => {
    content = { ...content, ...more }
    if (kept) await writeFile(kept.record, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  }
  return {
    kept: () => kept,
    async begin(method) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const id = randomUUID()
      const record = join(folder, `${id}.json`)
      kept = { id, method, location: '', sizeBytes: 0, verified: false, record }
      await write({ format: 1, id, method, database, state: 'running' })
      return id
    },
    async complete(_id, taken) {
      if (kept) kept = { ...kept, location: taken.location, sizeBytes: taken.sizeBytes }
      await write({ state: 'complete', takenAt: new Date().toISOString(), ...taken })
    },
    async verified(_id, verified) {
      if (kept) kept = { ...kept, verified: true }
      await write({ state: 'verified', verified })
    },
    async failed() {
      if (kept) await rm(kept.record, { force: true })
      kept = null
    },
  }
}
