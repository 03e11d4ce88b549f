import { z } from 'zod'
import type { SnapshotMethodName } from '../snapshot'
import { outcomeSchema } from './outcome-schema'

export const snapshotMethodSchema = z.enum([
  'dump',
  'clone',
  'tables',
  'external',
] satisfies SnapshotMethodName[])

export const recordedSnapshotSchema = z
  .object({
    id: z.string().describe('UUID; it names its files.'),
    method: snapshotMethodSchema.describe('How it was taken.'),
    database: z.string().describe('host:port/database that it is of.'),
    state: z
      .enum(['running', 'complete', 'verified'])
      .describe('verified: restored once and compared. complete: never restored. running: stopped half-way.'),
    location: z.string().nullable().describe('A folder, or for a clone the name of a database.'),
    sizeBytes: z.number().nullable().describe('Of its files, or of the clone.'),
    tables: z.number().nullable().describe('Tables in it.'),
    rows: z.number().nullable().describe('Rows in all of them.'),
    takenAt: z.string().nullable().describe('ISO 8601.'),
    restoreMs: z.number().nullable().describe('How long restoring it took when it was verified.'),
    record: z.string().describe('The file that says what it holds.'),
  })
  .describe('A snapshot that a terminal took.')

export type RecordedSnapshot = z.infer<typeof recordedSnapshotSchema>

/** `headgate snapshot --json`. */
export const snapshotAnswer = z.object({
  ok: z.boolean().describe('What was asked for is done.'),
  command: z.literal('snapshot'),
  act: z.enum(['list', 'take', 'verify', 'restore', 'delete']).describe('What was asked for.'),
  database: z.string().describe('host:port/database.'),
  snapshots: z.array(recordedSnapshotSchema).describe('Newest first; of an act, the one it was about.'),
  restored: z
    .object({
      database: z.string().describe('Name of the new database, on the same server.'),
      restoreMs: z.number().describe('Milliseconds, comparison not included.'),
    })
    .nullable()
    .describe('Null: nothing was restored.'),
  outcome: outcomeSchema,
  next: z.string().describe('The same as outcome.next.'),
})
