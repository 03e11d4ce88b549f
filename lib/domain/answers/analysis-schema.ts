import { z } from 'zod'
import type { AnalysedMigration, AnalysedStatement, Analysis, IgnoreComment } from '../analysis'
import {
  blocksField,
  costField,
  findingSchema,
  probeSchema,
  relationLockSchema,
  workSchema,
} from './finding-schema'
import type { Same } from './same'

const analysedStatementSchema = z
  .object({
    index: z.number().describe('0-based, within its script.'),
    start: z.number().describe('UTF-16 index into the script.'),
    end: z.number().describe('UTF-16 index after its last character.'),
    line: z.number().describe('1-based.'),
    summary: z.string().describe('For people.'),
    locks: z.array(relationLockSchema).describe('The strongest on each relation.'),
    work: z.array(workSchema).describe('What it reads or writes whole.'),
    cost: costField,
    blocks: blocksField,
    transaction: z
      .number()
      .nullable()
      .describe('The same number: they commit together. Null: it commits alone, outside a transaction.'),
    opaque: z.boolean().describe('Its effects are not in its syntax: DO, a function call.'),
  })
  .describe('What PostgreSQL does to execute a statement.')

const analysedMigrationSchema = z.object({
  name: z.string().describe('Name of the migration, or the file.'),
  statements: z.array(analysedStatementSchema).describe('All of them, with findings or without.'),
  errors: z
    .array(
      z.object({
        message: z.string().describe('PostgreSQL’s.'),
        line: z.number().describe('1-based.'),
        column: z.number().describe('1-based.'),
        position: z.number().describe('UTF-16 index into the script.'),
      }),
    )
    .describe('Places that do not parse.'),
})

const ignoreFields = {
  migration: z.string().describe('Name of the migration, or the file.'),
  line: z.number().describe('1-based.'),
  rule: z.string().describe('As it is written there.'),
  reason: z.string().describe('As it is written there.'),
}

const ignoreSchema = z.object(ignoreFields)

export const analysisSchema = z
  .object({
    postgres: z.number().describe('Major version that it holds for.'),
    migrations: z.array(analysedMigrationSchema).describe('In their order.'),
    findings: z.array(findingSchema).describe('In the order of the scripts.'),
    probes: z.array(probeSchema).describe('Questions to the live database that the findings have.'),
    ignored: z
      .array(
        z.object({
          finding: findingSchema,
          comment: ignoreSchema.describe('Which comment takes it back.'),
        }),
      )
      .describe('Findings that a comment in the script takes back.'),
    unusedIgnores: z
      .array(z.object({ ...ignoreFields, why: z.string().describe('Why it does not count.') }))
      .describe('Such comments that match nothing, give no reason, or name no rule.'),
  })
  .describe('What follows from the scripts and the schema before them.')

true satisfies Same<z.infer<typeof analysedStatementSchema>, AnalysedStatement>
true satisfies Same<z.infer<typeof analysedMigrationSchema>, AnalysedMigration>
true satisfies Same<z.infer<typeof ignoreSchema>, IgnoreComment>
true satisfies Same<z.infer<typeof analysisSchema>, Analysis>
