import { z } from 'zod'
import {
  type Blocked,
  type Cost,
  type DataLoss,
  type Finding,
  findingFamilies,
  lockModes,
  type Probe,
  type ProbeAnswer,
  type Recipe,
  type RelationLock,
  severities,
  type Work,
} from '../finding'
import type { Same } from './same'

const cost = z.enum(['instant', 'scan', 'index build', 'rewrite'] satisfies Cost[])
const blocked = z.enum(['nothing', 'writes', 'reads and writes'] satisfies Blocked[])

export const costField = cost.describe('The worst that it does under its locks.')
export const blocksField = blocked.describe('What others cannot do meanwhile.')

export const relationLockSchema = z
  .object({
    relation: z.string().describe('schema.name, unquoted.'),
    kind: z
      .enum(['table', 'index', 'view', 'materialized view', 'sequence'] satisfies RelationLock['kind'][])
      .describe('What it is.'),
    mode: z.enum(lockModes).describe('PostgreSQL’s lock mode.'),
    fresh: z.boolean().describe('The same scripts created it: nobody waits for it.'),
  })
  .describe('A lock on a relation.')

export const workSchema = z
  .object({
    cost: z.enum(['scan', 'index build', 'rewrite'] satisfies Work['cost'][]).describe('What is done.'),
    table: z.string().describe('schema.name of the table that is read or written whole.'),
    index: z.string().exactOptional().describe('The index that is built, where it has a name.'),
    fresh: z.boolean().describe('The same scripts created the table.'),
  })
  .describe('Work that grows with a table.')

const recipeMigrationSchema = z
  .object({
    suffix: z.string().describe('For the name of the migration.'),
    sql: z.string().describe('Its SQL, complete.'),
    release: z.string().describe('Which release it belongs to, in words.'),
  })
  .describe('A migration that the recipe writes.')

export const recipeSchema = z
  .object({
    id: z.string().describe('Which recipe: not-null, concurrent-index…'),
    title: z.string().describe('One line.'),
    steps: z
      .array(
        z.object({
          what: z.string().describe('For people.'),
          sql: z.string().exactOptional().describe('Where the step is SQL.'),
        }),
      )
      .describe('In order, with the real names.'),
    rewrite: z
      .object({
        command: z.number().nullable().describe('Command of an ALTER TABLE; null: the statement.'),
        instead: z.string().describe('SQL in its place; empty: nothing.'),
        before: z.array(recipeMigrationSchema).describe('Migrations before this one.'),
        after: z.array(recipeMigrationSchema).describe('Migrations after this one.'),
        elsewhere: z
          .array(
            z.object({
              statement: z.number().describe('Index of the statement in the same script.'),
              command: z.number().nullable().describe('Command of an ALTER TABLE; null: the statement.'),
              instead: z.string().describe('SQL in its place; empty: nothing.'),
            }),
          )
          .exactOptional()
          .describe('What else of the same script changes with it.'),
      })
      .nullable()
      .describe('What can be written for you; null: it is more than SQL.'),
  })
  .describe('The safe way.')

export const probeSchema = z
  .object({
    id: z.string().describe('Unique within the answer.'),
    question: z.string().describe('For people.'),
    table: z.string().describe('schema.name of the table whose size says what it costs.'),
    sql: z.string().describe('One SELECT that answers n.'),
    sampleSql: z.string().nullable().describe('One SELECT of a few rows: key, value.'),
    means: z.enum(['fails', 'loses', 'touches'] satisfies Probe['means'][]).describe('What n > 0 means.'),
    estimateSql: z.string().exactOptional().describe('One SELECT that answers n, estimated.'),
  })
  .describe('A question to the live database.')

export const probeAnswerSchema = z
  .object({
    id: z.string().describe('Of the probe.'),
    class: z.enum(['none', 'some', 'unknown'] satisfies ProbeAnswer['class'][]).describe('Of the count.'),
    count: z.number().nullable().describe('Null: not counted; why says why.'),
    exact: z.boolean().describe('Counted, not estimated.'),
    sample: z
      .array(
        z.object({
          key: z.string().describe('Which row.'),
          value: z.string().nullable().describe('What is there.'),
        }),
      )
      .describe('A few rows.'),
    tookMs: z.number().describe('Milliseconds.'),
    why: z.string().exactOptional().describe('Why it was not counted.'),
  })
  .describe('What the live database answered.')

export const findingSchema = z
  .object({
    id: z.string().describe('Unique within the answer, the same for the same SQL.'),
    rule: z.string().describe('headgate rules ID tells all about it. syntax-error: it does not parse.'),
    severity: z.enum(severities).describe('danger: it can stop a site, lose data or fail.'),
    family: z.enum(findingFamilies).describe('What kind of harm it is about.'),
    title: z.string().describe('One line with the real names.'),
    reason: z.string().describe('Why it matters.'),
    migration: z.string().describe('Name of the migration or file.'),
    statement: z.number().nullable().describe('Index of the statement; null: the script.'),
    start: z.number().describe('UTF-16 index into the script.'),
    end: z.number().describe('UTF-16 index after its last character.'),
    line: z.number().describe('1-based.'),
    column: z.number().describe('1-based.'),
    tables: z.array(z.string()).describe('schema.name of what it is about.'),
    locks: z.array(relationLockSchema).describe('Of the statement, where it is about them.'),
    cost: costField,
    blocks: blocksField,
    dataLoss: z.enum(['none', 'possible', 'certain'] satisfies DataLoss[]).describe('Whether data is lost.'),
    breaksApp: z.boolean().describe('What runs now may break.'),
    versions: z.string().nullable().describe('For which PostgreSQL it holds; null: all.'),
    recipe: recipeSchema.nullable().describe('The safe way; null: there is none to write down.'),
    probes: z.array(z.string()).describe('Ids of probes.'),
  })
  .describe('What a rule says about a statement.')

true satisfies Same<z.infer<typeof relationLockSchema>, RelationLock>
true satisfies Same<z.infer<typeof workSchema>, Work>
true satisfies Same<z.infer<typeof recipeSchema>, Recipe>
true satisfies Same<z.infer<typeof probeSchema>, Probe>
true satisfies Same<z.infer<typeof probeAnswerSchema>, ProbeAnswer>
true satisfies Same<z.infer<typeof findingSchema>, Finding>
