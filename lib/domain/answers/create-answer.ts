import { z } from 'zod'
import { outcomeSchema } from './outcome-schema'
import { fileChangeSchema } from './resolution-schema'

/** `headgate create --json`. */
export const createAnswer = z.object({
  ok: z.boolean().describe('The files are written, would be, or nothing differs.'),
  command: z.literal('create'),
  dryRun: z.boolean().describe('Nothing was to be written.'),
  project: z.string().describe('Folder of the project.'),
  migration: z
    .object({
      name: z.string().describe('Name of its folder.'),
      sql: z.string().describe('Its script.'),
    })
    .nullable()
    .describe('Null: the migrations build what the schema says already.'),
  files: z.array(fileChangeSchema).describe('What is written.'),
  written: z.array(z.string()).describe('What was, relative to the migrations folder.'),
  notes: z.array(z.string()).describe('What to look at: foreign keys without an index, warnings.'),
  outcome: outcomeSchema,
  next: z.string().describe('The same as outcome.next.'),
})
