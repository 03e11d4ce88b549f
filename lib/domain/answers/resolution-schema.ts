import { z } from 'zod'
import type { FileChange } from '../file-change'
import type { LedgerChange, Resolution, ResolutionKind, Trouble, TroubleKind, Way } from '../resolution'
import { segmentSchema, statementSchema } from './plan-schema'
import type { Same } from './same'

export const troubleKindSchema = z
  .enum([
    'unmanaged',
    'failed',
    'edited',
    'missing',
    'diverged',
    'out_of_order',
    'drift',
  ] satisfies TroubleKind[])
  .describe(
    'unmanaged: tables are there and no ledger. diverged: missing and pending migrations at once. drift: the live schema is not what the applied migrations build.',
  )

export const resolutionKindSchema = z
  .enum([
    'baseline',
    'finish',
    'undo',
    'mark_applied',
    'mark_rolled_back',
    'restore_file',
    'accept_edit',
    'split_edit',
    'forget',
    'recover_file',
    'rename_migration',
    'adopt_drift',
    'revert_drift',
  ] satisfies ResolutionKind[])
  .describe('What kind of way out, as --way takes it.')

export const fileChangeSchema = z
  .discriminatedUnion('change', [
    z.object({
      change: z.literal('write'),
      path: z.string().describe('Relative to the migrations folder.'),
      content: z.string().describe('The whole file afterwards.'),
      replaces: z
        .string()
        .nullable()
        .describe('sha256 (hex) of what has to be there now; null: nothing may be.'),
      base: z
        .literal('schema')
        .exactOptional()
        .describe('The path is that of a schema file, relative to the folder of the schema.'),
    }),
    z.object({
      change: z.literal('rename'),
      from: z.string().describe('Folder of a migration.'),
      to: z.string().describe('Its new name.'),
    }),
  ])
  .describe('A change of the project’s files.')

export const ledgerChangeSchema = z
  .discriminatedUnion('change', [
    z.object({ change: z.literal('create_table') }),
    z.object({
      change: z.literal('insert_applied'),
      name: z.string().describe('Migration that counts as applied from then on.'),
      checksum: z.string().describe('sha256 (hex) of its file.'),
    }),
    z.object({
      change: z.literal('finish'),
      id: z.string().describe('Of the row.'),
      name: z.string().describe('Its migration.'),
    }),
    z.object({
      change: z.literal('mark_rolled_back'),
      id: z.string().describe('Of the row.'),
      name: z.string().describe('Its migration.'),
    }),
    z.object({
      change: z.literal('set_checksum'),
      id: z.string().describe('Of the row.'),
      name: z.string().describe('Its migration.'),
      checksum: z.string().describe('sha256 (hex) of the file as it is now.'),
    }),
  ])
  .describe('A change of _prisma_migrations.')

export const resolutionSchema = z
  .object({
    format: z.literal(1),
    kind: resolutionKindSchema,
    trouble: troubleKindSchema,
    migration: z.string().nullable().describe('Null: it concerns the whole database.'),
    title: z.string().describe('In a few words.'),
    does: z.array(z.string()).describe('What it will do, a sentence each, in order.'),
    proof: z.array(z.string()).describe('What was compared or tried to know that it is right.'),
    warnings: z.array(z.string()).describe('What to know before it.'),
    takeBack: z.string().describe('How to take it back.'),
    next: z.string().describe('What comes after it.'),
    files: z.array(fileChangeSchema).describe('Written first.'),
    base: z
      .object({
        schemaFingerprint: z.string().describe('sha256 (hex) over the live schema.'),
        ledger: z.string().describe('sha256 (hex) over the rows of the ledger.'),
      })
      .describe('What it was worked out on; anything else refuses.'),
    work: z
      .object({
        sql: z.string().describe('The script.'),
        mode: z.enum(['atomic', 'stepwise']).describe('atomic: one transaction with the ledger.'),
        statements: z.array(statementSchema).describe('Its statements.'),
        segments: z.array(segmentSchema).describe('What commits together.'),
      })
      .nullable()
      .describe('SQL for the database; null: none.'),
    ledger: z.array(ledgerChangeSchema).describe('In order.'),
    after: z.string().describe('sha256 (hex) over the schema afterwards.'),
  })
  .describe('One way out, worked out and not yet carried out.')

export const waySchema = z
  .object({
    kind: resolutionKindSchema,
    title: z.string().describe('In a few words.'),
    recommended: z.boolean().describe('The one that fits best.'),
    resolution: resolutionSchema.nullable().describe('Null: it is none here.'),
    impossibleBecause: z.array(z.string()).describe('Why it is none.'),
  })
  .describe('A way out of a trouble.')

export const troubleSchema = z
  .object({
    kind: troubleKindSchema,
    migration: z.string().nullable().describe('Null: it concerns the whole database.'),
    what: z.string().describe('What is the matter, in a sentence.'),
    details: z.array(z.string()).describe('The evidence.'),
    texts: z
      .object({
        before: z.string().nullable().describe('As it was applied; null: nobody knows it any more.'),
        beforeFrom: z.string().nullable().describe('Where that text was found.'),
        after: z.string().describe('The file as it is now.'),
      })
      .exactOptional()
      .describe('Of an edited migration.'),
    reached: z
      .object({
        statements: z.array(statementSchema).describe('Of the script.'),
        done: z.number().nullable().describe('How many of them ran; null: nobody can tell.'),
      })
      .exactOptional()
      .describe('Of a failed migration: how far it came.'),
    harmless: z
      .literal(true)
      .exactOptional()
      .describe('Nothing has to be done about it: a deploy goes on as it is.'),
    ways: z.array(waySchema).describe('The best first.'),
  })
  .describe('What keeps the history from being what the files say.')

true satisfies Same<z.infer<typeof fileChangeSchema>, FileChange>
true satisfies Same<z.infer<typeof ledgerChangeSchema>, LedgerChange>
true satisfies Same<z.infer<typeof resolutionSchema>, Resolution>
true satisfies Same<z.infer<typeof waySchema>, Way>
true satisfies Same<z.infer<typeof troubleSchema>, Trouble>
