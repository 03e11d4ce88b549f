import { z } from 'zod'
import { driftStateSchema } from './drift-schema'
import { migrationStateSchema, migrationStatusSchema } from './migration-schema'
import { outcomeSchema } from './outcome-schema'

export const historyVerdicts = ['up_to_date', 'pending', 'attention'] as const

/** `headgate status --json`. */
export const statusAnswer = z.object({
  ok: z.literal(true),
  command: z.literal('status'),
  database: z.string().describe('host:port/database.'),
  project: z.string().describe('Folder of the project.'),
  verdict: z.enum(historyVerdicts).describe('Exit codes: 0, 2 and 3.'),
  ledger: z.boolean().describe('_prisma_migrations is there.'),
  unmanaged: z.boolean().describe('Tables are there and no ledger: Prisma never touched this database.'),
  diverged: z
    .boolean()
    .describe('Missing and pending migrations at once: two lines of history met in this database.'),
  counts: z.record(migrationStateSchema, z.number()).describe('Migrations in each state.'),
  migrations: z
    .array(migrationStatusSchema)
    .describe('Every one that the files or the ledger know, by name.'),
  troubles: z
    .array(
      z.object({
        migration: z.string().nullable().describe('Null: it concerns the whole database.'),
        what: z.string().describe('One sentence.'),
        next: z.string().describe('The command that finds the ways out.'),
      }),
    )
    .describe('What needs attention, first things first.'),
  drift: driftStateSchema.nullable().describe('Null: it was not looked at, which --drift asks for.'),
  unfinished: z
    .array(
      z.object({
        id: z.string().describe('UUID of the run.'),
        goesOn: z.boolean().describe('False: it was killed, and nobody has looked yet what it did.'),
        what: z.string().describe('Kind, who began it and when.'),
        migrations: z.array(z.string()).describe('What it was about.'),
      }),
    )
    .describe('Runs from this project’s terminals that have no end in their journal.'),
  notes: z.array(z.string()).describe('What was stripped or left out to read the project’s files.'),
  outcome: outcomeSchema,
  next: z.string().describe('The same as outcome.next.'),
})
