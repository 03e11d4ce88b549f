import type { z } from 'zod'
import { keepsAnswer } from '../../domain/answers/keeps-answer'
import { ok } from '../../domain/failure'
import type { KeptCopy } from '../../domain/kept-data'
import type { Outcome } from '../../domain/outcome'
import { count } from '../../domain/verdict'
import { agree } from '../agree'
import type { Answered, DatabaseCommand } from '../command'
import { endWords } from '../end-words'
import { exitCodes } from '../exit-codes'
import { chooseCopies, copyLines, listedOutcome, purgedOutcome } from '../keeps/keeps-text'
import { labelOf } from '../label'

export const keeps: DatabaseCommand<typeof keepsAnswer> = {
  name: 'keeps',
  summary: 'what deploys copied aside in the database before it was destroyed; purge it',
  usage: '[--purge ID | --expired]',
  details: `A deploy copies what a migration destroys (dropped columns and tables, narrowed values, deleted and overwritten rows)
into the schema headgate of the same database, in the migration’s own transaction. headgate rollback puts it back.

This lists the copies with their size, and purges those that are named, or all that have expired.`,
  options: {
    purge: {
      type: 'string',
      value: 'ID',
      multiple: true,
      help: 'drop this copy; as much of its id as tells it apart',
    },
    expired: { type: 'boolean', help: 'drop every copy whose time is over' },
    yes: { type: 'boolean', short: 'y', help: 'do not ask' },
  },
  startsProject: true,
  needsDatabase: true,
  answer: keepsAnswer,
  async run(local, invocation) {
    const { values, acts } = invocation
    const opened = await local.database.open(local.url, { applicationName: 'headgate keeps' })
    if (!opened.ok) return opened
    const session = opened.value
    try {
      const all = await local.database.kept.list(session)
      const chosen = chooseCopies(all, values, local.clock.now())
      if (!chosen.ok) return chosen
      const doomed = chosen.value
      if (doomed.length === 0) return ok(answered(listedOutcome(all, values.expired === true), all, []))
      const agreed = await agree(
        {
          command: 'keeps',
          act: `This would purge ${count(doomed.length, 'copy', 'copies')} in ${labelOf(local)}`,
          show: doomed.flatMap((copy) => copyLines(copy, invocation.terminal.paint)),
          question: `Purge ${count(doomed.length, 'copy', 'copies')}? No rollback can put them back then.`,
          losses: [],
        },
        invocation,
      )
      if (!agreed.ok) return agreed
      if (!agreed.value) {
        const outcome = {
          ok: false,
          what: 'Nothing was purged: the answer was no.',
          next: 'Nothing.',
          undo: null,
        }
        return ok({ ...answered(outcome, all, []), exit: exitCodes.error })
      }
      acts()
      const ids = doomed.map(({ id }) => id)
      await local.database.kept.purge(session, ids)
      const left = await local.database.kept.list(session)
      return ok(answered(purgedOutcome(doomed), left, doomed))
    } finally {
      await session.close()
    }

    function answered(
      outcome: Outcome,
      copies: KeptCopy[],
      purged: KeptCopy[],
    ): Answered<z.input<typeof keepsAnswer>> {
      const database = labelOf(local)
      return {
        exit: exitCodes.ok,
        answer: { ok: outcome.ok, command: 'keeps', database, copies, purged, outcome, next: outcome.next },
        text: (paint) =>
          [
            paint.bold(outcome.what),
            ...(purged.length > 0 ? purged : copies).flatMap((copy) => copyLines(copy, paint)),
            ...endWords(outcome, paint),
          ].join('\n'),
      }
    }
  },
}
