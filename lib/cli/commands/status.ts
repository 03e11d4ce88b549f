import { z } from 'zod'
import { ok } from '../../domain/failure'
import { migrationStatuses } from '../../domain/migration-status'
import { readLedger } from '../../engines/prisma/ledger'
import type { DatabaseCommand } from '../command'
import { exitCodes } from '../exit-codes'

const answer = z.object({
  ok: z.literal(true),
  database: z.string(),
  migrations: z.array(z.object({ name: z.string(), state: z.string() })),
  next: z.string(),
})

export const status: DatabaseCommand<typeof answer> = {
  name: 'status',
  summary: 'which migration is applied, pending, failed, edited or missing',
  options: {},
  needsDatabase: true,
  answer,
  async run(local) {
    const opened = await local.database.open(local.url, { applicationName: 'headgate status' })
    if (!opened.ok) return opened
    try {
      const ledger = await readLedger(opened.value)
      const migrations = migrationStatuses(local.project.migrations, ledger.rows)
      const database = local.database.label(local.url)
      return ok({
        exit: exitCodes.ok,
        answer: { ok: true as const, database: database.ok ? database.value : '', migrations, next: '' },
        text: (paint) => migrations.map(({ name, state }) => `${paint.bold(name)} ${state}`).join('\n'),
      })
    } finally {
      await opened.value.close()
    }
  },
}
