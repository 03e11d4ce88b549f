import type { ConnectedLocal } from '../../composition/local'
import { deployAnswer } from '../../domain/answers/deploy-answer'
import { fail, ok, type Result } from '../../domain/failure'
import type { Outcome } from '../../domain/outcome'
import { count, lossSentence } from '../../domain/verdict'
import type { DatabaseCommand } from '../command'
import type { Deployed } from '../deploy/execute'
import { deployOutcome } from '../deploy/words'
import { endWords } from '../end-words'
import { type ExitCode, exitCodes } from '../exit-codes'
import { passGate } from '../gate'
import { readGuards } from '../guards'
import { labelOf } from '../label'
import { planText } from '../plan/plan-text'
import { preparePlan } from '../plan/prepare'
import { settleRuns } from '../settle-runs'
import type { Terminal } from '../terminal'

export const deploy: DatabaseCommand<typeof deployAnswer> = {
  name: 'deploy',
  summary: 'apply what is pending, each migration whole with its ledger row, and verify',
  usage: '[--to NAME] [--dry-run] [--yes]',
  details: `Plans, asks, and deploys: under the locks that Prisma takes, after comparing ledger and schema with the plan once
more, each migration in one transaction with its row in _prisma_migrations (what cannot run in a transaction runs
stepwise), under lock_timeout, and compares the live schema with the plan at the end.

What a migration destroys (dropped columns and tables, narrowed values, rows that a script deletes or overwrites) is
copied aside first, in the same transaction, up to 1,024 MB a table: headgate rollback puts it back, headgate keeps
lists and purges it. --no-keep leaves that out.

Asks before it acts on a terminal; elsewhere it wants --yes. Ctrl-C asks it to stop: what is not committed is taken
back. A database that a Headgate server guards is refused (exit code 3), unless --bypass-gate gives a reason, which
the server then shows in its timeline.

Each step is written to a journal file before and after; the answer names it.`,
  options: {
    to: {
      type: 'string',
      value: 'NAME',
      help: 'the last migration to deploy; default: all that are pending',
    },
    'dry-run': { type: 'boolean', help: 'stop before the first act, and say what it would have been' },
    yes: { type: 'boolean', short: 'y', help: 'do not ask' },
    snapshot: { type: 'boolean', help: 'take a snapshot first, and prove that it restores' },
    'no-keep': { type: 'boolean', help: 'copy nothing aside of what is destroyed' },
    'lock-timeout': {
      type: 'string',
      value: 'TIME',
      help: 'the longest wait for a lock, for example 5s; default 2s',
    },
    'statement-timeout': { type: 'string', value: 'TIME', help: 'the longest statement; default 15min' },
    'bypass-gate': { type: 'string', value: 'REASON', help: 'deploy although a server guards this database' },
    all: { type: 'boolean', help: 'shorten nothing' },
  },
  needsDatabase: true,
  answer: deployAnswer,
  async run(local, invocation) {
    const { values, terminal, signal } = invocation
    const guards = readGuards(values)
    if (!guards.ok) return guards
    const dryRun = values['dry-run'] === true
    const asks = values.yes !== true && !dryRun
    if (asks && !terminal.interactive)
      return fail(
        'usage_wrong',
        `This would change ${labelOf(local)}, and nobody can be asked here: say --yes.`,
        {
          next: 'headgate deploy --yes, or headgate deploy --dry-run to look first.',
        },
      )
    const settled = dryRun ? ok() : await settle(local, terminal)
    if (!settled.ok) return settled
    const looked = await preparePlan(local, typeof values.to === 'string' ? values.to : null, terminal, {
      keeps: values['no-keep'] !== true,
    })
    if (!looked.ok) return looked
    const { prepared, ledger, nothing } = looked.value
    const { plan, risk, gate } = prepared
    if (!plan || !risk) return ok(withoutRun({ ok: true, what: nothing, next: 'Nothing.', undo: null }))
    const passed = dryRun ? ok(null) : passGate(gate, values['bypass-gate'])
    if (!passed.ok) return passed
    if (dryRun) {
      const what = `Nothing was executed: ${count(plan.migrations.length, 'migration', 'migrations')} would be applied.`
      return ok(
        withoutRun({ ok: true, what, next: 'headgate deploy, without --dry-run, does it.', undo: null }),
      )
    }
    if (asks) {
      terminal.log(planText(prepared, values.all === true, terminal.paint).join('\n'))
      const question = `\nDeploy ${count(plan.migrations.length, 'migration', 'migrations')} to ${prepared.database}?`
      if (!(await terminal.confirm(question, signal))) {
        const what = 'Nothing was executed: the answer was no.'
        return ok({
          ...withoutRun({ ok: false, what, next: 'headgate deploy asks again.', undo: null }),
          exit: exitCodes.error,
        })
      }
    } else if (!invocation.json) terminal.log(lossSentence(risk))

    const { deployFromHere } = await import('../deploy/execute')
    const done = await deployFromHere(
      local,
      { plan, guards: guards.value, takesSnapshot: values.snapshot === true, bypass: passed.value },
      invocation,
    )
    if (!done.ok) return done
    const { end, id, journal, durationMs, snapshot } = done.value
    const outcome = deployOutcome(end, plan, ledger.rows)
    const answer = {
      ...shared(outcome),
      run: { id, state: end.state, effect: end.effect, journal, durationMs },
      applied: await appliedBy(done.value),
      snapshot,
    }
    return ok({
      exit: exitOf(done.value, signal),
      answer,
      text: (paint) =>
        [
          (outcome.ok ? paint.green : paint.red)(paint.bold(outcome.what)),
          ...(outcome.failure ? [outcome.failure.why] : []),
          ...(answer.applied.length <= 40 ? answer.applied.map((name) => `✓ ${name}`) : []),
          ...(snapshot ? [`Snapshot (${snapshot.method}): ${snapshot.location}`] : []),
          paint.dim(`Journal: ${journal}`),
          ...endWords(outcome, paint),
        ].join('\n'),
    })

    function shared(outcome: Outcome) {
      return { ok: outcome.ok, command: 'deploy' as const, dryRun, ...prepared, outcome, next: outcome.next }
    }

    function withoutRun(outcome: Outcome) {
      return {
        exit: exitCodes.ok as ExitCode,
        answer: { ...shared(outcome), run: null, applied: [], snapshot: null },
        text: (paint: Parameters<typeof endWords>[1]) =>
          [
            ...(dryRun ? planText(prepared, values.all === true, paint) : []),
            '',
            paint.bold(outcome.what),
            ...endWords(outcome, paint),
          ]
            .join('\n')
            .trimStart(),
      }
    }

    async function appliedBy({ end }: Deployed): Promise<string[]> {
      const names = plan?.migrations.map(({ name }) => name) ?? []
      if (end.effect === 'all') return names
      if (end.effect === 'nothing') return []
      return await appliedNow(local, names)
    }
  },
}

/** Killed runs are looked up before anything new is worked out. */
async function settle(local: ConnectedLocal, terminal: Terminal): Promise<Result<unknown>> {
  const opened = await local.database.open(local.url, { applicationName: 'headgate look' })
  if (!opened.ok) return opened
  return await settleRuns(local, opened.value, terminal).finally(() => opened.value.close())
}

function exitOf({ end }: Deployed, signal: AbortSignal): ExitCode {
  if (end.outcome.ok) return exitCodes.ok
  return end.state === 'cancelled' && signal.aborted ? exitCodes.stopped : exitCodes.error
}

/** Of a run that came part of the way, the ledger knows what is there. */
async function appliedNow(local: Parameters<(typeof deploy)['run']>[0], names: string[]): Promise<string[]> {
  const looked = await local.database.open(local.url, { applicationName: 'headgate look' })
  if (!looked.ok) return []
  try {
    const { readLedger } = await import('../../engines/prisma/ledger')
    const { rows } = await readLedger(looked.value)
    const applied = new Set(
      rows.filter((row) => row.finishedAt !== null && row.rolledBackAt === null).map(({ name }) => name),
    )
    return names.filter((name) => applied.has(name))
  } finally {
    await looked.value.close()
  }
}
