import { z } from 'zod'
import type { KeptShare, LossLevel, RiskSummary, WayBack } from '../verdict'
import { evidenceSchema } from './evidence-schema'
import { gateMarkSchema } from './mark-schema'
import { outcomeSchema } from './outcome-schema'
import { planSchema } from './plan-schema'
import type { Same } from './same'

export const riskSchema = z
  .object({
    migrations: z.number().describe('How many.'),
    statements: z.number().describe('Of all migrations.'),
    stepwise: z.number().describe('Statements that commit one by one, outside a transaction.'),
    lost: z.number().describe('Rows or values that were counted as lost.'),
    more: z.boolean().describe('Something more may be lost that was not counted.'),
    level: z
      .enum(['none', 'unknown', 'some'] satisfies LossLevel[])
      .describe('Whether data is destroyed; unknown: something was not counted.'),
    uncountedWrites: z.number().describe('Statements that change or delete rows; nobody counted which.'),
    willFail: z.number().describe('Statements that the rows of now would refuse.'),
    wayBack: z
      .enum(['tried', 'partly', 'untried', 'none'] satisfies WayBack[])
      .describe('How far the schema is known to come back by the reverse SQL.'),
    kept: z
      .enum(['all', 'some', 'none'] satisfies KeptShare[])
      .describe('How much of what is destroyed is copied aside first and can be put back.'),
    lostByReverse: z.number().describe('Values that the reverse SQL would lose in its turn.'),
    findings: z
      .object({
        dangers: z.number().describe('What can stop a site, lose data or fail.'),
        warnings: z.number().describe('What wants a second look.'),
        stopping: z.number().describe('That the policy stops for, or that the rows of now make fail.'),
      })
      .nullable()
      .describe('Findings that stand; null: nobody has looked.'),
  })
  .describe('What the plan amounts to, in numbers.')

true satisfies Same<z.infer<typeof riskSchema>, RiskSummary>

/** What is known about a deploy before it. */
export const plannedFields = {
  database: z.string().describe('host:port/database.'),
  project: z.string().describe('Folder of the project.'),
  upTo: z.string().nullable().describe('The last migration that was asked for; null: all that are pending.'),
  fingerprint: z.string().nullable().describe('sha256 (hex) of what would be executed and on which base.'),
  plan: planSchema.nullable().describe('Null: nothing is pending.'),
  evidence: evidenceSchema.nullable().describe('Null: there is no plan.'),
  risk: riskSchema.nullable().describe('Null: there is no plan.'),
  gate: gateMarkSchema.nullable().describe('A server guards this database, and deploys are its business.'),
}

/** `headgate plan --json`. */
export const planAnswer = z.object({
  ok: z.literal(true),
  command: z.literal('plan'),
  ...plannedFields,
  script: z.string().nullable().describe('With --sql: what a database administrator can run by psql.'),
  scriptFile: z.string().nullable().describe('With --output: where it was written.'),
  outcome: outcomeSchema,
  next: z.string().describe('The same as outcome.next.'),
})
