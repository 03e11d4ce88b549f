import { statusAnswer } from '../../domain/answers/status-answer'
import { type Failure, FailureError, ok } from '../../domain/failure'
import { migrationStatuses } from '../../domain/migration-status'
import type { Outcome } from '../../domain/outcome'
import { readLedger } from '../../engines/prisma/ledger'
import type { DatabaseCommand } from '../command'
import { exitCodes } from '../exit-codes'
import { findTables } from '../find-tables'
import { judgeHistory } from '../history-verdict'
import { unfinishedAnswer, unfinishedRuns } from '../journal-recover'
import { labelOf } from '../label'
import { statusText } from '../status-text'

export const status: DatabaseCommand<typeof statusAnswer> = {
  name: 'status',
  summary: 'which migrations are applied, pending, failed, edited or missing',
  usage: '[--drift] [--all]',
  details: `Compares the project’s migrations with the ledger (_prisma_migrations). Reads only, and starts nothing, unless
--drift asks for a comparison of the live schema with what the applied migrations build on a shadow database.

Exit codes: 0 up to date, 2 pending, 3 needs attention (failed, edited, missing, diverged, drift, or a database
with tables and no ledger).`,
  options: {
    drift: { type: 'boolean', help: 'compare the live schema, too' },
    all: { type: 'boolean', help: 'list the applied migrations one by one' },
  },
  needsDatabase: true,
  answer: statusAnswer,
  async run(local, { values }) {
    const opened = await local.database.open(local.url, { applicationName: 'headgate status' })
    if (!opened.ok) return opened
    const live = opened.value
    try {
      const ledger = await readLedger(live)
      const migrations = migrationStatuses(local.project.migrations, ledger.rows)
      const unfinished = (await unfinishedRuns(local, live)).map(unfinishedAnswer)
      // One more look, only where the ledger says nothing.
      const tables = ledger.rows.length === 0 && (await findTables(live)).anywhere
      const drift = values.drift === true ? await driftOf() : null
      const { what, ...judged } = judgeHistory({ migrations, unmanaged: tables, drift })
      const outcome: Outcome = { ok: judged.verdict !== 'attention', what, next: judged.next, undo: null }
      const answer = {
        ok: true as const,
        command: 'status' as const,
        database: labelOf(local),
        project: local.projectDir,
        ledger: ledger.exists,
        ...judged,
        migrations,
        drift,
        unfinished,
        notes: local.project.notes,
        outcome,
      }
      const exit = { up_to_date: exitCodes.ok, pending: exitCodes.pending, attention: exitCodes.attention }
      return ok({
        exit: exit[judged.verdict],
        answer,
        text: (paint) => statusText(answer, values.all === true, paint),
      })

      async function driftOf() {
        const [{ measureDrift }, { readIgnored }] = await Promise.all([
          import('../drift/measure'),
          import('../drift/ignored'),
        ])
        const ignored = await readIgnored(local.project)
        if (!ignored.ok) throw new FailureError(ignored.failure satisfies Failure)
        return (await measureDrift(local, live, ledger.rows, ignored.value)).drift
      }
    } finally {
      await live.close()
    }
  },
}
