import { z } from 'zod'
import type { LedgerRow, MigrationState, MigrationStatus } from '../migration'
import type { Same } from './same'

const time = (words: string) => z.string().nullable().describe(`${words}; ISO 8601.`)

export const ledgerRowSchema = z
  .object({
    id: z.string().describe('UUID.'),
    checksum: z.string().describe('sha256 (hex) of the file when it was applied.'),
    name: z.string().describe('Name of the migration.'),
    startedAt: z.string().describe('ISO 8601.'),
    finishedAt: time('Null: it did not end well'),
    rolledBackAt: time('Null: it was not taken back'),
    logs: z.string().nullable().describe('What the database said when it failed.'),
    appliedStepsCount: z.number().describe('1 for a script that ran as a whole.'),
  })
  .describe('A row of _prisma_migrations.')

export const migrationStateSchema = z
  .enum(['applied', 'pending', 'failed', 'edited', 'missing', 'rolled_back', 'out_of_order'])
  .describe(
    'pending: to be deployed. edited: the file was changed after it was applied. missing: applied, and there is no file. rolled_back: taken back, the next deploy applies it again. out_of_order: pending, although a later one is applied.',
  )

export const migrationStatusSchema = z.object({
  name: z.string().describe('Name of its folder.'),
  state: migrationStateSchema,
  checksum: z.string().describe('sha256 (hex) of the file, or of the ledger where there is no file.'),
  row: ledgerRowSchema.nullable().describe('The row that decides; null: the ledger does not know it.'),
})

true satisfies Same<z.infer<typeof ledgerRowSchema>, LedgerRow>
true satisfies Same<z.infer<typeof migrationStateSchema>, MigrationState>
true satisfies Same<z.infer<typeof migrationStatusSchema>, MigrationStatus>
