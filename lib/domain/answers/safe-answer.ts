import { z } from 'zod'
import { findingSchema } from './finding-schema'
import { outcomeSchema } from './outcome-schema'
import { fileChangeSchema } from './resolution-schema'

export const safeMigrationSchema = z
  .object({
    name: z.string().describe('Name of its folder.'),
    sql: z.string().describe('Its script.'),
    was: z.string().nullable().describe('The script as it is now; null: the migration is new.'),
    release: z.string().describe('Which release it belongs to, in words.'),
    later: z
      .boolean()
      .describe('It belongs to a later release: not to be deployed before the code that it waits for.'),
  })
  .describe('A migration as it is, or would be, written.')

/** `headgate safe --json`. */
export const safeAnswer = z.object({
  ok: z.boolean().describe('It is written, would be, or nothing is to be made safe.'),
  command: z.literal('safe'),
  dryRun: z.boolean().describe('Nothing was to be written.'),
  project: z.string().describe('Folder of the project.'),
  database: z
    .string()
    .nullable()
    .describe('host:port/database whose ledger says what is pending; null: nobody was asked.'),
  candidates: z
    .array(
      z.object({
        migration: z.string().describe('Name of its folder.'),
        dangers: z.number().describe('Dangers with a safe way that can be written.'),
        warnings: z.number().describe('Warnings with a safe way that can be written.'),
      }),
    )
    .describe('Where no migration was named: those that could be made safe.'),
  way: z
    .object({
      migration: z.string().describe('The one that is made safe.'),
      migrations: z.array(safeMigrationSchema).describe('In the order of their deploys.'),
      before: z.array(findingSchema).describe('What is found in the migration as it is.'),
      after: z.array(findingSchema).describe('What is found in all of them afterwards.'),
      taken: z.array(z.string()).describe('Ids, of before, that are taken care of.'),
      left: z.array(z.string()).describe('What stays as it is, and why.'),
      proven: z.literal(true).describe('Tried on shadow databases: it ends in the same schema.'),
      kept: z.array(z.string()).describe('What was seen of rows.'),
      patch: z.string().describe('Unified diff of all files, as git apply takes it in patchFolder.'),
      patchFolder: z.string().describe('The folder in which the patch applies.'),
    })
    .nullable()
    .describe('Null: no migration was named, and it is not plain which one is meant.'),
  files: z.array(fileChangeSchema).describe('What is written.'),
  written: z.array(z.string()).describe('What was, relative to the migrations folder.'),
  notes: z.array(z.string()).describe('What to mind.'),
  outcome: outcomeSchema,
  next: z.string().describe('The same as outcome.next.'),
})
