import { z } from 'zod'
import type { RunState } from '../run'
import type { RunEffect } from '../run-transition'
import { outcomeSchema } from './outcome-schema'
import { plannedFields } from './plan-answer'

export const runFields = {
  id: z.string().describe('UUID of the run.'),
  state: z
    .enum([
      'queued',
      'running',
      'succeeded',
      'failed',
      'cancelled',
      'unverified',
      'unknown',
    ] satisfies RunState[])
    .describe('unverified: done, but the schema is another one than planned. unknown: look before going on.'),
  effect: z
    .enum(['nothing', 'part', 'all', 'unknown'] satisfies RunEffect[])
    .describe('How much of what was asked for is on the database now.'),
  journal: z.string().describe('The file in which every step is written down.'),
  durationMs: z.number().describe('Snapshot included, planning not.'),
}

/** `headgate deploy --json`. */
export const deployAnswer = z.object({
  ok: z.boolean().describe('Everything that was asked for is done and verified.'),
  command: z.literal('deploy'),
  dryRun: z.boolean().describe('Nothing was to be executed.'),
  ...plannedFields,
  run: z.object(runFields).nullable().describe('Null: nothing was executed.'),
  applied: z.array(z.string()).describe('Migrations that this deploy applied.'),
  snapshot: z
    .object({
      id: z.string().describe('UUID; it names its files.'),
      method: z.enum(['dump', 'clone', 'tables', 'external']).describe('How it was taken.'),
      location: z.string().describe('A folder, or for a clone the name of a database.'),
      sizeBytes: z.number().describe('Of its files, or of the clone.'),
      verified: z.boolean().describe('It was restored beside the database and compared, table by table.'),
      record: z.string().describe('The file that says what it holds.'),
    })
    .nullable()
    .describe('Null: none was asked for, or none was taken.'),
  outcome: outcomeSchema,
  next: z.string().describe('The same as outcome.next.'),
})
