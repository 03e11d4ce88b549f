import { z } from 'zod'
import type { KeptCopy } from '../kept-data'
import { outcomeSchema } from './outcome-schema'
import type { Same } from './same'

export const keptCopySchema = z
  .object({
    id: z.string().describe('UUID.'),
    runId: z.string().describe('The deploy that kept it.'),
    keep: z.string().describe('Its id in that deploy’s plan.'),
    migration: z.string().describe('The migration that would have destroyed it.'),
    table: z.string().describe('schema.name of where it came from.'),
    columns: z.array(z.string()).describe('What was copied besides the key.'),
    key: z.array(z.string()).describe('Columns by which a row is found again.'),
    whole: z.boolean().describe('Whole rows.'),
    because: z.string().describe('What destroyed the original, in words.'),
    copy: z.string().describe('Name of the copy in the schema headgate.'),
    rows: z.number().describe('Exact.'),
    bytes: z.number().nullable().describe('On disk now; null: it is not there any more.'),
    keptAt: z.string().describe('ISO 8601.'),
    expiresAt: z.string().describe('ISO 8601. A terminal purges nothing by itself.'),
    keptBy: z.string().describe('Whose deploy it was.'),
    state: z.enum(['kept', 'putting_back', 'put_back']).describe('Whether a rollback has put it back.'),
  })
  .describe('Something that a deploy copied aside before it was destroyed.')

/** `headgate keeps --json`. */
export const keepsAnswer = z.object({
  ok: z.boolean().describe('What was asked for is done.'),
  command: z.literal('keeps'),
  database: z.string().describe('host:port/database.'),
  copies: z.array(keptCopySchema).describe('What is kept now, newest first.'),
  purged: z.array(keptCopySchema).describe('What this command purged.'),
  outcome: outcomeSchema,
  next: z.string().describe('The same as outcome.next.'),
})

true satisfies Same<z.infer<typeof keptCopySchema>, KeptCopy>
