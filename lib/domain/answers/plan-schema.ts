import { z } from 'zod'
import type { Plan, PlannedMigration, ReverseSql, Segment } from '../plan'
import type { Statement } from '../statement'
import { catalogChangeSchema } from './drift-schema'
import type { Same } from './same'

export const statementSchema = z
  .object({
    index: z.number().describe('0-based, within its script.'),
    text: z.string().describe('Without leading comments and without the closing semicolon.'),
    start: z.number().describe('UTF-16 index into the script.'),
    end: z.number().describe('UTF-16 index after its last character.'),
    line: z.number().describe('1-based.'),
    node: z.string().nullable().describe('PostgreSQL’s name of its kind; null: it does not parse.'),
    summary: z.string().describe('For people: ALTER TABLE orders.'),
    needsAutocommit: z.boolean().describe('Cannot run inside a transaction.'),
    controlsTransaction: z.boolean().describe('BEGIN, COMMIT and the like, which are not run.'),
  })
  .describe('One SQL statement of a script.')

export const segmentSchema = z.object({
  transaction: z.boolean().describe('False: these run outside of any transaction.'),
  statements: z.array(z.number()).describe('Indices of the statements that commit together.'),
})

export const plannedMigrationSchema = z.object({
  name: z.string().describe('Name of its folder.'),
  checksum: z.string().describe('sha256 (hex) of the file.'),
  sql: z.string().describe('The file’s text.'),
  mode: z
    .enum(['atomic', 'stepwise'])
    .describe('atomic: one transaction, ledger row included. stepwise: segment by segment.'),
  statements: z.array(statementSchema).describe('In the order of the script.'),
  segments: z.array(segmentSchema).describe('In order. Statements in none are not run; notes says why.'),
  notes: z.array(z.string()).describe('What the reader must know about how it is executed.'),
  changes: z
    .array(catalogChangeSchema)
    .describe('What it does to the schema; measured on a shadow database.'),
})

export const reverseSqlSchema = z.object({
  sql: z.string().nullable().describe('Null: none could be computed; problems says why.'),
  statements: z.array(statementSchema).describe('The same, cut into statements.'),
  tried: z.boolean().describe('It was run on the shadow database after the migrations.'),
  differences: z
    .array(z.string())
    .describe('What stayed different then, in words. Empty and tried: nothing did.'),
  problems: z.array(z.string()).describe('Why it is missing, or fails.'),
})

export const planSchema = z
  .object({
    format: z.literal(1),
    environmentId: z.string().describe('Of the server; `local` for a terminal.'),
    revisionDigest: z.string().describe('sha256 (hex) over the project’s files.'),
    ledgerFingerprint: z
      .string()
      .describe('sha256 (hex) over names and checksums of the applied migrations.'),
    chain: z
      .array(z.string())
      .describe('Fingerprint of the schema before the first migration, and after each of them.'),
    migrations: z.array(plannedMigrationSchema).describe('In the order in which they are applied.'),
    reverse: reverseSqlSchema.describe('The SQL that takes all of them back.'),
    schemaDiffSql: z.string().describe('Prisma’s own SQL from the first schema to the last.'),
    schemaDiffSummary: z.string().describe('Prisma’s own words for it.'),
    changesInWords: z.array(z.string()).describe('The change of the schema, object by object.'),
  })
  .describe('What a deploy would do.')

true satisfies Same<z.infer<typeof statementSchema>, Statement>
true satisfies Same<z.infer<typeof segmentSchema>, Segment>
true satisfies Same<z.infer<typeof plannedMigrationSchema>, PlannedMigration>
true satisfies Same<z.infer<typeof reverseSqlSchema>, ReverseSql>
true satisfies Same<z.infer<typeof planSchema>, Plan>
