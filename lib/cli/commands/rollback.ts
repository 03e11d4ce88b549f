import { rollbackAnswer } from '../../domain/answers/rollback-answer'
import { fail, ok, type Result } from '../../domain/failure'
import type { Outcome } from '../../domain/outcome'
import { defaultPolicies } from '../../domain/policy'
import { count } from '../../domain/verdict'
import { executeKept } from '../../runs/execute-kept'
import { executeReverse } from '../../runs/execute-rollback'
import { agree } from '../agree'
import type { DatabaseCommand } from '../command'
import { endWords } from '../end-words'
import { type ExitCode, exitCodes } from '../exit-codes'
import { passGate } from '../gate'
import { readGuards } from '../guards'
import type { Paint } from '../paint'
import { previewRollback, type Target } from '../rollback/preview'
import { lossesOf, rollbackText } from '../rollback/rollback-text'
import { runFromHere } from '../run-here'
import { shellWord } from '../shell-word'

export const rollback: DatabaseCommand<typeof rollbackAnswer> = {
  name: 'rollback',
  summary: 'take back what was applied after a migration, whoever applied it',
  usage: '--to NAME [--way WAY] [--dry-run] [--yes] [--accept-loss]',
  details: `Works out the reverse SQL of everything that was applied after NAME, tries it on a shadow database, compares the
whole schema with the one before, and counts on the live database what would be lost. Then runs it in one transaction
with the ledger (rolled_back_at, as Prisma writes it) and compares once more before that commits.

What deploys had kept aside of these migrations is put back with it, unless --way reverse says otherwise: values into
their rows, rows and tables whole. Rows written since the deploy stay as they are. Much of it is put back in batches; a
rollback that stopped in between goes on when it is asked for again.

Asks before it acts on a terminal; elsewhere it wants --yes, and --accept-loss where rows, values or definitions would
be lost. Afterwards Prisma and Headgate both see the migrations as pending: the next deploy applies them again.`,
  options: {
    to: { type: 'string', value: 'NAME', help: 'the newest migration that stays' },
    everything: { type: 'boolean', help: 'instead of --to: take back every migration' },
    way: {
      type: 'string',
      value: 'WAY',
      help: 'reverse: reverse SQL alone; kept: with kept data; default kept where something was kept',
    },
    'dry-run': { type: 'boolean', help: 'stop before the first act, and say what it would have been' },
    yes: { type: 'boolean', short: 'y', help: 'do not ask' },
    'accept-loss': { type: 'boolean', help: 'with --yes: go on although something would be lost' },
    'lock-timeout': {
      type: 'string',
      value: 'TIME',
      help: 'the longest wait for a lock, for example 5s; default 2s',
    },
    'statement-timeout': { type: 'string', value: 'TIME', help: 'the longest statement; default 15min' },
    'bypass-gate': { type: 'string', value: 'REASON', help: 'do it although a server guards this database' },
    all: { type: 'boolean', help: 'shorten nothing' },
  },
  needsDatabase: true,
  answer: rollbackAnswer,
  async run(local, invocation) {
    const { values, terminal, signal } = invocation
    const guards = readGuards(values)
    if (!guards.ok) return guards
    const target = readTarget(values)
    if (!target.ok) return target
    const dryRun = values['dry-run'] === true
    const all = values.all === true
    const way = readWay(values)
    if (!way.ok) return way
    const looked = await previewRollback(local, target.value, way.value, terminal)
    if (!looked.ok) return looked
    const { plan, preview } = looked.value
    const taken = count(preview.migrations.length, 'migration', 'migrations')
    if (preview.impossibleBecause.length > 0) {
      const { failure } = fail('rollback_impossible', preview.impossibleBecause.join(' '))
      const next =
        'Remove what is in the way, write a migration that goes forward instead (headgate create), or restore a snapshot.'
      const outcome = { ok: false, what: failure.what, next, undo: null, failure }
      return ok(unexecuted(outcome, exitCodes.error))
    }
    if (dryRun) {
      const what = `Nothing was executed: ${taken} would be taken back.`
      const next = 'headgate rollback, without --dry-run, does it.'
      return ok(unexecuted({ ok: true, what, next, undo: null }, exitCodes.ok))
    }
    const passed = passGate(preview.gate, values['bypass-gate'])
    if (!passed.ok) return passed
    const agreed = await agree(
      {
        command: `rollback ${target.value.to === null ? '--everything' : `--to ${shellWord(target.value.to)}`}`,
        act: `This would take back ${taken} from ${preview.database}`,
        show: rollbackText(preview, all, terminal.paint),
        question: `Take back ${taken} from ${preview.database}?`,
        losses: lossesOf(preview),
      },
      invocation,
    )
    if (!agreed.ok) return agreed
    if (!agreed.value) {
      const what = 'Nothing was executed: the answer was no.'
      const outcome = { ok: false, what, next: 'headgate rollback asks again.', undo: null }
      return ok(unexecuted(outcome, exitCodes.error, []))
    }
    const policy = { ...defaultPolicies.development, ...guards.value }
    const migrations = preview.migrations
    const work =
      preview.way === 'kept'
        ? { kind: 'rollback' as const, way: 'kept' as const, plan, deployRunId: null }
        : { kind: 'rollback' as const, way: 'reverse' as const, plan }
    const done = await runFromHere(
      local,
      { kind: 'rollback', migrations, bypass: passed.value, work },
      invocation,
      (ports, at) =>
        preview.way === 'kept'
          ? executeKept({ plan, deployRunId: null, changedSince: 'leave', target: at, policy }, ports)
          : executeReverse({ plan, target: at, policy }, ports),
    )
    if (!done.ok) return done
    const { end, id, journal, durationMs } = done.value
    const { outcome } = end
    const stopped = end.state === 'cancelled' && signal.aborted
    return ok({
      exit: outcome.ok ? exitCodes.ok : stopped ? exitCodes.stopped : exitCodes.error,
      answer: {
        ...shared(outcome),
        run: { id, state: end.state, effect: end.effect, journal, durationMs },
      },
      text: (paint) =>
        [
          (outcome.ok ? paint.green : paint.red)(paint.bold(outcome.what)),
          ...(outcome.failure ? [outcome.failure.why] : []),
          paint.dim(`Journal: ${journal}`),
          ...endWords(outcome, paint),
        ].join('\n'),
    })

    function shared(outcome: Outcome) {
      const { ok: fine, next } = outcome
      const project = local.projectDir
      return { ok: fine, command: 'rollback' as const, dryRun, project, ...preview, outcome, next }
    }

    /** `shown`: left out where it was on the screen a moment ago. */
    function unexecuted(outcome: Outcome, exit: ExitCode, shown?: string[]) {
      const colour = (paint: Paint) => (outcome.ok ? paint.bold : paint.red)
      return {
        exit,
        answer: { ...shared(outcome), run: null },
        text: (paint: Paint) =>
          [
            ...(shown ?? [...rollbackText(preview, all, paint), '']),
            colour(paint)(outcome.what),
            ...endWords(outcome, paint),
          ].join('\n'),
      }
    }
  },
}

function readWay({ way }: Record<string, unknown>): Result<'reverse' | 'kept' | null> {
  if (way === undefined) return ok(null)
  if (way === 'reverse' || way === 'kept') return ok(way)
  return fail('usage_wrong', '--way takes reverse or kept.')
}

function readTarget({ to, everything }: Record<string, unknown>): Result<Target> {
  const named = typeof to === 'string'
  if (named && everything === true) return fail('usage_wrong', '--to and --everything say different things.')
  if (named) return ok({ to })
  if (everything === true) return ok({ to: null })
  return fail('usage_wrong', 'Back to which migration? --to NAME says which is the newest that stays.', {
    next: 'headgate status --all lists what is applied.',
  })
}
