import { z } from 'zod'
import { findingFamilies, severities } from '../finding'
import { blocksField, costField } from './finding-schema'

const ruleSchema = z
  .object({
    id: z.string().describe('As findings and headgate-ignore name it.'),
    title: z.string().describe('One line.'),
    family: z.enum(findingFamilies).describe('What kind of harm it is about.'),
    severity: z.enum(severities).describe('Unless a finding says otherwise.'),
    lock: z.string().nullable().describe('Which lock, on what; null: it is not about locks.'),
    cost: costField,
    blocks: blocksField,
    dataLoss: z.enum(['none', 'possible', 'certain']).describe('Whether data is lost.'),
    breaksApp: z.boolean().describe('What runs now may break.'),
    versions: z
      .object({
        from: z.number().exactOptional().describe('First major version.'),
        to: z.number().exactOptional().describe('Last major version.'),
      })
      .nullable()
      .describe('For which it holds; null: all that are supported.'),
    why: z.string().describe('Why it matters.'),
    safe: z
      .array(
        z.object({
          what: z.string().describe('For people.'),
          sql: z.string().exactOptional().describe('With example names.'),
        }),
      )
      .describe('The safe way, in order.'),
  })
  .describe('A rule of the risk analysis.')

/** `headgate rules --json`. */
export const rulesAnswer = z.object({
  ok: z.literal(true),
  command: z.literal('rules'),
  rules: z.array(ruleSchema).describe('All of them, or the one that was named.'),
  next: z.string().describe('What comes next.'),
})
