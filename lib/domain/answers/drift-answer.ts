import { z } from 'zod'
import type { IgnoredDrift } from '../resolution'
import { catalogChangeSchema, driftStateSchema } from './drift-schema'
import { outcomeSchema } from './outcome-schema'
import type { Same } from './same'

export const ignoredDriftSchema = z
  .object({
    key: z.string().describe('Catalog key.'),
    definitions: z
      .string()
      .describe('sha256 (hex) over both definitions: when either changes, it is drift again.'),
    reason: z.string().describe('Why it is left.'),
    by: z.string().describe('Who decided: user@host.'),
    at: z.string().describe('ISO 8601.'),
  })
  .describe('A difference that somebody decided to leave as it is.')

true satisfies Same<z.infer<typeof ignoredDriftSchema>, IgnoredDrift>

/** `headgate drift --json`. */
export const driftAnswer = z.object({
  ok: z.literal(true),
  command: z.literal('drift'),
  database: z.string().describe('host:port/database.'),
  project: z.string().describe('Folder of the project.'),
  drift: driftStateSchema,
  changes: z
    .array(catalogChangeSchema)
    .describe('From what the applied migrations build (before) to what is there (after); ignored ones too.'),
  ignored: z
    .array(
      ignoredDriftSchema.extend({ stale: z.boolean().describe('It does not differ that way any more.') }),
    )
    .describe('The decisions of the project’s file.'),
  ignoredFile: z.string().nullable().describe('The project’s file; null: it holds no decision.'),
  written: z.array(z.string()).describe('Keys that this call added to the file.'),
  inventory: z
    .array(
      z.object({
        key: z.string().describe('Catalog key.'),
        kind: z.string().describe('index, policy, trigger…'),
        name: z.string().describe('Without the schema public.'),
        why: z.string().describe('What a Prisma schema cannot say of it.'),
        drifted: z.boolean().describe('No migration made it, or made it another way.'),
      }),
    )
    .nullable()
    .describe('With --inventory: what this database has and a Prisma schema cannot express.'),
  outcome: outcomeSchema,
  next: z.string().describe('The same as outcome.next.'),
})
