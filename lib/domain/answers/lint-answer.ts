import { z } from 'zod'
import { analysisSchema } from './analysis-schema'
import { liveRiskSchema } from './live-risk-schema'
import { outcomeSchema } from './outcome-schema'

/** `headgate lint --json`. */
export const lintAnswer = z.object({
  ok: z.boolean().describe('Everything that was named could be read.'),
  command: z.literal('lint'),
  verdict: z
    .enum(['clean', 'warnings', 'dangers', 'unread'])
    .describe('Exit codes: 0, 2, 3, and 1 where something could not be read and nothing worse was found.'),
  counts: z
    .object({
      danger: z.number().describe('What can stop a site, lose data or fail; what does not parse.'),
      warning: z.number().describe('What wants a second look.'),
      notice: z.number().describe('What is good to know.'),
    })
    .describe('Findings of each severity.'),
  files: z
    .array(
      z.object({
        name: z.string().describe('As analysis.migrations and the findings name it.'),
        path: z.string().describe('Relative to the current folder where it lies within.'),
      }),
    )
    .describe('What was judged.'),
  database: z.string().nullable().describe('host:port/database; null: only the scripts were judged.'),
  analysis: analysisSchema,
  live: liveRiskSchema.nullable().describe('Null: no database was looked at.'),
  problems: z
    .array(
      z.object({
        path: z.string().describe('As it was given.'),
        why: z.string().describe('Why it could not be read.'),
      }),
    )
    .describe('What could not be read.'),
  notes: z.array(z.string()).describe('What else the reader must know.'),
  outcome: outcomeSchema,
  next: z.string().describe('The same as outcome.next.'),
})
