import { z } from 'zod'
import type { KeepOrder, KeepRefusal, KeptReverse, PutBackStep } from '../kept-data'
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

export const keepOrderSchema = z
  .object({
    id: z.string().describe('Unique within the plan.'),
    segment: z.number().describe('Index of the segment at whose beginning it is copied.'),
    table: z.string().describe('schema.name, as it is called then.'),
    columns: z.array(z.string()).describe('What is copied besides the key.'),
    whole: z.boolean().describe('Whole rows: they, or the table, go.'),
    key: z.array(z.string()).describe('Columns by which a row is found again.'),
    asText: z.array(z.string()).describe('Columns that are copied as text, since their type changes.'),
    because: z.string().describe('What destroys it, in words.'),
  })
  .describe('Copied aside in the deploy’s own transaction before it is destroyed.')

export const keepRefusalSchema = z.object({
  object: z.string().describe('Catalog key.'),
  why: z.string().describe('Why it is not kept.'),
})

export const putBackStepSchema = z.object({
  keep: z.string().describe('Id of what was kept.'),
  migration: z.string().describe('Name of the migration that kept it.'),
  table: z.string().describe('schema.name where it belongs.'),
  columns: z.array(z.string()).describe('Of that place.'),
  key: z.array(z.string()).describe('Columns by which a row is found again.'),
  how: z
    .enum(['values', 'rows', 'table'])
    .describe('Into rows that are there, rows that are missing, or a whole table.'),
  casts: z.record(z.string(), z.string()).describe('SQL type of each column that was kept as text.'),
  required: z
    .array(z.string())
    .exactOptional()
    .describe('Columns that must have a value, which rows created since the deploy do not have.'),
  now: z
    .object({
      table: z.string().describe('schema.name.'),
      columns: z.array(z.string()).describe('In the order of the step’s.'),
      key: z.array(z.string()).describe('In the order of the step’s.'),
    })
    .exactOptional()
    .describe('Names before the reverse gives them back, where the deploy changed them; empty: gone.'),
})

export const keptReverseSchema = z
  .object({
    parts: z
      .array(
        z.discriminatedUnion('kind', [
          z.object({
            kind: z.literal('sql'),
            statements: z.array(statementSchema).describe('Run in this order.'),
          }),
          z.object({
            kind: z.literal('put_back'),
            step: putBackStepSchema.describe('What is put back here, and where.'),
          }),
        ]),
      )
      .describe('In order: SQL, and where kept data is put back between.'),
    tried: z.boolean().describe('It was run on the shadow database after the migrations.'),
    differences: z.array(z.string()).describe('What stayed different then, in words.'),
    problems: z.array(z.string()).describe('Why it fails.'),
  })
  .describe('The way back that also puts back what the deploy kept.')

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
  segmentChanges: z
    .array(z.array(catalogChangeSchema))
    .exactOptional()
    .describe('Of a stepwise migration: the same, segment by segment.'),
  links: z.array(z.string()).exactOptional().describe('Fingerprint of the schema after each segment.'),
  keeps: z.array(keepOrderSchema).exactOptional().describe('What is copied aside before it is destroyed.'),
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
    keptReverse: keptReverseSchema
      .nullable()
      .exactOptional()
      .describe('The way back that also puts back what is kept; null: nothing is.'),
    notKept: z.array(keepRefusalSchema).exactOptional().describe('What would be lost and is not kept.'),
    schemaDiffSql: z.string().describe('Prisma’s own SQL from the first schema to the last.'),
    schemaDiffSummary: z.string().describe('Prisma’s own words for it.'),
    changesInWords: z.array(z.string()).describe('The change of the schema, object by object.'),
  })
  .describe('What a deploy would do.')

true satisfies Same<z.infer<typeof statementSchema>, Statement>
true satisfies Same<z.infer<typeof segmentSchema>, Segment>
true satisfies Same<z.infer<typeof keepOrderSchema>, KeepOrder>
true satisfies Same<z.infer<typeof keepRefusalSchema>, KeepRefusal>
true satisfies Same<z.infer<typeof putBackStepSchema>, PutBackStep>
true satisfies Same<z.infer<typeof keptReverseSchema>, KeptReverse>
true satisfies Same<z.infer<typeof plannedMigrationSchema>, PlannedMigration>
true satisfies Same<z.infer<typeof reverseSqlSchema>, ReverseSql>
true satisfies Same<z.infer<typeof planSchema>, Plan>
