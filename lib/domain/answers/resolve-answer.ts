import { z } from 'zod'
import { runFields } from './deploy-answer'
import { gateMarkSchema } from './mark-schema'
import { outcomeSchema } from './outcome-schema'
import { resolutionSchema, troubleSchema } from './resolution-schema'

const resolvedFields = {
  ok: z.boolean().describe('Nothing is left to resolve, or what was asked for is done or could be.'),
  dryRun: z.boolean().describe('Nothing was to be executed.'),
  database: z.string().describe('host:port/database.'),
  project: z.string().describe('Folder of the project.'),
  troubles: z
    .array(troubleSchema)
    .describe('In the order in which they should be resolved; after a resolution those that are left.'),
  unknown: z.array(z.string()).describe('What could not be looked at, and why.'),
  chosen: resolutionSchema.nullable().describe('The way that was taken, or would be.'),
  fingerprint: z.string().nullable().describe('sha256 (hex) of what it does and on which base.'),
  gate: gateMarkSchema.nullable().describe('A server guards this database, and this is its business.'),
  run: z.object(runFields).nullable().describe('Null: nothing was executed.'),
  written: z.array(z.string()).describe('Files that were changed, relative to the migrations folder.'),
  outcome: outcomeSchema,
  next: z.string().describe('The same as outcome.next.'),
}

/** `headgate resolve --json`. */
export const resolveAnswer = z.object({ command: z.literal('resolve'), ...resolvedFields })

/** `headgate baseline --json`. */
export const baselineAnswer = z.object({ command: z.literal('baseline'), ...resolvedFields })
