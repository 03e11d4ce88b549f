import { z } from 'zod'
import type { Outcome } from '../outcome'
import { failureSchema } from './failure-schema'
import type { Same } from './same'

export const outcomeSchema = z
  .object({
    ok: z.boolean().describe('All is as it should be.'),
    what: z.string().describe('The state, or what happened, in a sentence or two.'),
    next: z.string().describe('What comes next.'),
    undo: z.string().nullable().describe('How to take it back; null: there is nothing to take back.'),
    failure: failureSchema.exactOptional(),
  })
  .describe('How every answer ends.')

true satisfies Same<z.infer<typeof outcomeSchema>, Outcome>

/** What a command prints with `--json` when it could not do its work at all. */
export const failedSchema = z
  .object({
    ok: z.literal(false),
    failure: failureSchema,
    next: z.string().describe('What to do now.'),
  })
  .describe('The command could not do its work.')
