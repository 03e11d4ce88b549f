import { z } from 'zod'
import type { KeepCost } from '../kept-data'
import type { Evidence, Loss } from '../plan'
import { riskEvidenceSchema } from './live-risk-schema'
import type { Same } from './same'

export const lossSchema = z
  .object({
    object: z.string().describe('Catalog key of what is lost: column:public.orders.note.'),
    what: z.string().describe('One line for people.'),
    count: z.number().nullable().describe('Rows or values that are lost; null: not counted, why says why.'),
    of: z.number().nullable().describe('Of how many.'),
    exact: z.boolean().describe('Counted, not estimated.'),
    why: z.string().exactOptional().describe('Why it was not counted.'),
  })
  .describe('Something that would be destroyed, counted on the live database.')

export const keepCostSchema = z
  .object({
    id: z.string().describe('Id of what is kept, in the plan.'),
    rows: z.number().describe('Estimate.'),
    bytes: z.number().describe('Of the copy.'),
    lowSeconds: z.number().describe('At best.'),
    highSeconds: z.number().describe('At worst.'),
    because: z.string().describe('What the prediction comes from.'),
  })
  .describe('What a copy costs, under the lock of its table.')

export const evidenceSchema = z
  .object({
    at: z.string().describe('ISO 8601.'),
    losses: z.array(lossSchema).describe('What the deploy would destroy.'),
    engineWarnings: z.array(z.string()).describe('Prisma’s own warnings, counted on the live database.'),
    engineNote: z.string().exactOptional().describe('Why Prisma’s engine said nothing, where it did not.'),
    unexecutable: z.array(z.string()).describe('What will fail with the rows that are there now.'),
    tables: z
      .array(
        z.object({
          name: z.string().describe('schema.table.'),
          rows: z.number().describe('Estimate of the statistics.'),
          bytes: z.number().describe('With indexes.'),
        }),
      )
      .describe('Estimated size of each table that is touched.'),
    reverseLosses: z.array(lossSchema).describe('What the reverse SQL would lose, run right afterwards.'),
    keeps: z.array(keepCostSchema).exactOptional().describe('What each copy of kept data costs.'),
    keptLosses: z
      .array(lossSchema)
      .exactOptional()
      .describe('What would be lost all the same, were what is kept put back right afterwards.'),
    reverseUnexecutable: z
      .array(z.string())
      .exactOptional()
      .describe('What of the reverse SQL the rows that are there now would refuse.'),
    risk: riskEvidenceSchema.exactOptional(),
  })
  .describe('What was counted on the live database beside the plan.')

true satisfies Same<z.infer<typeof lossSchema>, Loss>
true satisfies Same<z.infer<typeof keepCostSchema>, KeepCost>
true satisfies Same<z.infer<typeof evidenceSchema>, Evidence>
