import { z } from 'zod'
import { runFields } from './deploy-answer'
import { lossSchema } from './evidence-schema'
import { gateMarkSchema } from './mark-schema'
import { outcomeSchema } from './outcome-schema'
import { keptReverseSchema, reverseSqlSchema } from './plan-schema'

/** `headgate rollback --json`. */
export const rollbackAnswer = z.object({
  ok: z.boolean().describe('Everything that was asked for is done and verified, or would be possible.'),
  command: z.literal('rollback'),
  dryRun: z.boolean().describe('Nothing was to be executed.'),
  database: z.string().describe('host:port/database.'),
  project: z.string().describe('Folder of the project.'),
  to: z.string().nullable().describe('The newest migration that stays; null: none does.'),
  migrations: z.array(z.string()).describe('What is taken back, newest first.'),
  way: z
    .enum(['reverse', 'kept'])
    .describe('The way that is taken: reverse SQL alone, or with what deploys had kept aside put back.'),
  reverse: reverseSqlSchema.describe('How, as it was tried on a shadow database.'),
  kept: z
    .object({
      reverse: keptReverseSchema.describe('The statements, and what is put back between them.'),
      copies: z
        .array(
          z.object({
            table: z.string().describe('schema.table.'),
            because: z.string().describe('What had happened to it.'),
            rows: z.int().describe('Kept rows.'),
            fits: z.int().nullable().describe('Kept rows that find their place; null: not counted.'),
            created: z.int().nullable().describe('Rows created since, for which nothing was kept.'),
            changed: z.int().nullable().describe('Rows written since, which stay as they were written.'),
            deleted: z.int().nullable().describe('Kept rows whose row was deleted since.'),
            why: z.string().nullable().describe('Why something was not counted.'),
          }),
        )
        .describe('What is put back, counted on the live database.'),
      losses: z.array(lossSchema).describe('What it would destroy, or not bring back.'),
      impossibleBecause: z.array(z.string()).describe('Empty: it is possible.'),
    })
    .nullable()
    .describe('The way back with kept data; null: nothing of these migrations was kept.'),
  losses: z
    .array(lossSchema)
    .describe('What the way that is taken would destroy, counted on the live database.'),
  impossibleBecause: z.array(z.string()).describe('Empty: it is possible.'),
  changes: z.array(z.string()).describe('The change of the schema, object by object, in words.'),
  notes: z.array(z.string()).describe('What the migrations did to rows, which the reverse leaves as it is.'),
  gate: gateMarkSchema.nullable().describe('A server guards this database, and rollbacks are its business.'),
  run: z.object(runFields).nullable().describe('Null: nothing was executed.'),
  outcome: outcomeSchema,
  next: z.string().describe('The same as outcome.next.'),
})
