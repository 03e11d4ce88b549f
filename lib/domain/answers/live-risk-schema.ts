import { z } from 'zod'
import type { InTheWay, LiveRisk, Prediction, RiskEvidence, TableFacts } from '../live-risk'
import { analysisSchema } from './analysis-schema'
import { probeAnswerSchema } from './finding-schema'
import type { Same } from './same'

const tableFactsSchema = z.object({
  name: z.string().describe('schema.name.'),
  rows: z.number().describe('Estimate.'),
  heapBytes: z.number().describe('Of the table itself, TOAST included.'),
  indexBytes: z.number().describe('Of its indexes.'),
  indexes: z.number().describe('How many.'),
  dependents: z.array(z.string()).describe('What depends on it, in words.'),
  writesSeen: z.number().nullable().describe('Rows written since the statistics were reset; null: unknown.'),
})

const predictionSchema = z.object({
  migration: z.string().describe('Name of the migration.'),
  statement: z.number().describe('Index of the statement.'),
  tables: z.array(z.string()).describe('Read or written whole.'),
  bytes: z.number().describe('How much.'),
  lowSeconds: z.number().describe('At best.'),
  highSeconds: z.number().describe('At worst. Waiting for the lock comes before it.'),
  because: z.string().describe('How it was worked out.'),
})

const inTheWaySchema = z.object({
  kind: z
    .enum([
      'long_transaction',
      'idle_in_transaction',
      'dump',
      'wraparound_vacuum',
      'prepared_transaction',
      'replica_lag',
    ] satisfies InTheWay['kind'][])
    .describe('What it is.'),
  what: z.string().describe('In words.'),
  tables: z.array(z.string()).describe('Touched tables that it holds locks on.'),
  pid: z.number().nullable().describe('Of its session.'),
  seconds: z.number().describe('Since when.'),
})

export const liveRiskSchema = z
  .object({
    at: z.string().describe('ISO 8601.'),
    tables: z.array(tableFactsSchema).describe('Tables that are touched.'),
    answers: z.array(probeAnswerSchema).describe('What the probes counted.'),
    predictions: z.array(predictionSchema).describe('How long statements hold others up.'),
    inTheWay: z.array(inTheWaySchema).describe('Who would make the deploy wait, at that moment.'),
    disk: z
      .object({
        neededBytes: z.number().describe('For rewrites and index builds, for a while.'),
        freeBytes: z.number().nullable().describe('Null: not known.'),
        why: z.string().nullable().describe('Why it is not known.'),
      })
      .describe('Room on the disk.'),
    scanRate: z
      .object({
        low: z.number().describe('Bytes a second.'),
        high: z.number().describe('Bytes a second.'),
        measuredOn: z.string().describe('Which table.'),
      })
      .nullable()
      .describe('Of a sequential scan here; null: nothing large enough to measure.'),
    invalidIndexes: z.array(z.string()).describe('Left by concurrent builds.'),
    notes: z.array(z.string()).describe('What could not be looked at, and why.'),
  })
  .describe('What was seen on the live database, at a moment.')

export const riskEvidenceSchema = z
  .object({
    analysis: analysisSchema,
    live: liveRiskSchema.nullable().describe('Null: only the scripts were judged.'),
  })
  .describe('The risk analysis.')

true satisfies Same<z.infer<typeof tableFactsSchema>, TableFacts>
true satisfies Same<z.infer<typeof predictionSchema>, Prediction>
true satisfies Same<z.infer<typeof inTheWaySchema>, InTheWay>
true satisfies Same<z.infer<typeof liveRiskSchema>, LiveRisk>
true satisfies Same<z.infer<typeof riskEvidenceSchema>, RiskEvidence>
