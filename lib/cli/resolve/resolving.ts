import type { ConnectedLocal } from '../../composition/local'
import { ok, type Result } from '../../domain/failure'
import type { FileChange } from '../../domain/file-change'
import type { GateMark } from '../../domain/mark'
import type { Outcome } from '../../domain/outcome'
import { defaultPolicies } from '../../domain/policy'
import type { Diagnosis, Resolution } from '../../domain/resolution'
import { resolutionFingerprint } from '../../domain/resolution-fingerprint'
import { count } from '../../domain/verdict'
import { executeResolution } from '../../runs/execute-resolution'
import { agree } from '../agree'
import type { Answered, Invocation } from '../command'
import { endWords } from '../end-words'
import { type ExitCode, exitCodes } from '../exit-codes'
import { passGate } from '../gate'
import { readGuards } from '../guards'
import { labelOf } from '../label'
import type { Paint } from '../paint'
import { type RanHere, runFromHere } from '../run-here'
import { commandOf } from './choose'
import { lookForTroubles } from './look'
import { resolutionText } from './resolution-text'
import { troublesText } from './troubles-text'

/** What both `resolve` and `baseline` answer, but for the command's name. */
export type ResolveAnswer = ReturnType<typeof answerOf>

export interface Resolving {
  local: ConnectedLocal
  invocation: Invocation
  /** As it is asked for again: `resolve 20250101_init --finish`. */
  command: string
  diagnosis: Diagnosis
  gate: GateMark | null
}

interface Said {
  outcome: Outcome
  diagnosis: Pick<Diagnosis, 'troubles' | 'unknown'>
  chosen?: Resolution
  ran?: RanHere
  written?: string[]
}

function answerOf({ local, gate, invocation }: Resolving, said: Said) {
  const { outcome, diagnosis, chosen = null, ran, written = [] } = said
  return {
    ok: outcome.ok,
    dryRun: invocation.values['dry-run'] === true,
    database: labelOf(local),
    project: local.projectDir,
    troubles: diagnosis.troubles,
    unknown: diagnosis.unknown,
    chosen,
    fingerprint: chosen ? resolutionFingerprint(chosen) : null,
    gate,
    run: ran
      ? {
          id: ran.id,
          state: ran.end.state,
          effect: ran.end.effect,
          journal: ran.journal,
          durationMs: ran.durationMs,
        }
      : null,
    written,
    outcome,
    next: outcome.next,
  }
}

/** Lists what there is, and changes nothing. */
export function listed(
  resolving: Resolving,
  troubles = resolving.diagnosis.troubles,
): Answered<ResolveAnswer> {
  const { unknown } = resolving.diagnosis
  const all = resolving.invocation.values.all === true
  const open = troubles.filter(({ harmless }) => harmless !== true)
  const clean = open.length === 0 && unknown.length === 0
  const late = troubles.length - open.length
  const outcome: Outcome = {
    ok: clean,
    ...(!clean
      ? { what: leftWords(open.length, unknown), next: nextOf({ troubles: open, unknown }) }
      : late > 0
        ? {
            what: `Nothing needs a decision: ${count(late, 'migration comes late and may', 'migrations come late and may')} be deployed as ${late === 1 ? 'it is' : 'they are'}.`,
            next: 'headgate deploy does it. A later name only lets every database see one order.',
          }
        : {
            what: 'Nothing to resolve: the history is what the files say.',
            next: 'Nothing. headgate status shows where it stands.',
          }),
    undo: null,
  }
  return {
    exit: !clean ? exitCodes.attention : late > 0 ? exitCodes.pending : exitCodes.ok,
    answer: answerOf(resolving, { outcome, diagnosis: { troubles, unknown } }),
    text: (paint) =>
      [
        (clean ? paint.green : paint.red)(paint.bold(outcome.what)),
        ...troublesText(troubles, unknown, all, paint),
        ...endWords(outcome, paint),
      ].join('\n'),
  }
}

function leftWords(troubles: number, unknown: string[]): string {
  if (troubles === 0) return 'Not everything could be looked at.'
  const more = unknown.length > 0 ? ' Not everything could be looked at.' : ''
  return `${count(troubles, 'thing needs', 'things need')} a decision.${more}`
}

function nextOf({ troubles, unknown }: Pick<Diagnosis, 'troubles' | 'unknown'>): string {
  // Each hides what comes after it: the first that has a way out is next, whether that is recommended or to be chosen.
  const first = troubles.find(({ ways }) => ways.some(({ resolution }) => resolution !== null))
  const best = first?.ways.find(({ recommended }) => recommended)
  if (first && best) return `${commandOf(first, best)} --dry-run shows it; the first thing first.`
  if (first) {
    const place = first.migration === null ? '' : ` for ${first.migration}`
    return `Choose one of the ways${place}: each shows the command that takes it.`
  }
  if (troubles.length > 0) return 'Restore what is missing as the lines above say, then look again.'
  return unknown[0] ?? ''
}

/** Shows one way, asks, carries it out, and looks again. Fails where it may not be begun. */
export async function carryOut(
  resolving: Resolving,
  resolution: Resolution,
): Promise<Result<Answered<ResolveAnswer>>> {
  const { local, invocation, command, diagnosis, gate } = resolving
  const { values, terminal } = invocation
  const all = values.all === true
  const show = (paint: Paint) => resolutionText(resolution, all, paint)
  /** `shows` false: it was on the screen a moment ago. */
  const unexecuted = (outcome: Outcome, exit: ExitCode, shows = true) => ({
    exit,
    answer: answerOf(resolving, { outcome, diagnosis, chosen: resolution }),
    text: (paint: Paint) =>
      [...(shows ? [...show(paint), ''] : []), paint.bold(outcome.what), ...endWords(outcome, paint)].join(
        '\n',
      ),
  })
  if (values['dry-run'] === true) {
    const next = `headgate ${command}, without --dry-run, does it. Afterwards: ${resolution.next}`
    const undo = resolution.takeBack
    return ok(unexecuted({ ok: true, what: 'Nothing was executed.', next, undo }, exitCodes.ok))
  }
  const guards = readGuards(values)
  if (!guards.ok) return guards
  const touches = resolution.work !== null || resolution.ledger.length > 0
  const passed = passGate(touches ? gate : null, values['bypass-gate'])
  if (!passed.ok) return passed
  const agreed = await agree(
    {
      command,
      act: touches ? `This would change ${labelOf(local)}` : 'This would change the project’s files',
      show: show(terminal.paint),
      question: 'Do it?',
      losses: [],
    },
    invocation,
  )
  if (!agreed.ok) return agreed
  if (!agreed.value) {
    const what = 'Nothing was executed: the answer was no.'
    const outcome = { ok: false, what, next: `headgate ${command} asks again.`, undo: null }
    return ok(unexecuted(outcome, exitCodes.error, false))
  }
  const policy = { ...defaultPolicies.development, ...guards.value }
  const fingerprint = resolutionFingerprint(resolution)
  const written: string[] = []
  const writeFiles = async (changes: FileChange[]) => {
    const done = await local.source.write(local.projectDir, changes)
    if (done.ok) written.push(...done.value.written)
    return done
  }
  const done = await runFromHere(
    local,
    {
      kind: 'resolve',
      migrations: resolution.migration === null ? [] : [resolution.migration],
      bypass: passed.value,
      work: { kind: 'resolve', resolution },
      marks: touches,
    },
    invocation,
    (ports, target) => executeResolution({ resolution, fingerprint, target, policy, writeFiles }, ports),
  )
  if (!done.ok) return done
  return ok(await afterwards(resolving, resolution, done.value, written))
}

/** What is left once it ended is part of the answer, whichever way it ended. */
async function afterwards(
  resolving: Resolving,
  resolution: Resolution,
  ran: RanHere,
  written: string[],
): Promise<Answered<ResolveAnswer>> {
  const { local, invocation } = resolving
  const diagnosis = await lookAgain(resolving)
  const { troubles, unknown } = diagnosis
  const open = troubles.filter(({ harmless }) => harmless !== true)
  const left = open.length > 0 || unknown.length > 0
  const done = ran.end.outcome.next
  const rest = `${leftWords(open.length, unknown)} headgate resolve lists it.`
  // Drift that is to be taken back is there until that is deployed.
  const deployFirst = resolution.kind === 'revert_drift'
  const next = !left ? done : deployFirst ? `${done} ${rest}` : `${rest} Afterwards: ${done}`
  const outcome: Outcome = { ...ran.end.outcome, next }
  const stopped = ran.end.state === 'cancelled' && invocation.signal.aborted
  const failed = stopped ? exitCodes.stopped : exitCodes.error
  const byHand = outcome.failure?.code === 'source_read_only'
  return {
    exit: outcome.ok ? (left ? exitCodes.attention : exitCodes.ok) : failed,
    answer: answerOf(resolving, { outcome, diagnosis, chosen: resolution, ran, written }),
    text: (paint) =>
      [
        (outcome.ok ? paint.green : paint.red)(paint.bold(outcome.what)),
        ...(outcome.failure ? [outcome.failure.why] : []),
        ...written.map((path) => `✓ ${path}`),
        ...(byHand ? resolutionText({ ...resolution, does: [], proof: [], work: null }, true, paint) : []),
        paint.dim(`Journal: ${ran.journal}`),
        ...(left
          ? [
              '',
              paint.bold('Left'),
              ...open.map(
                ({ migration, what }) =>
                  `  ${migration === null || what.includes(migration) ? what : `${migration}: ${what}`}`,
              ),
            ]
          : []),
        ...endWords(outcome, paint),
      ].join('\n'),
  }

  async function lookAgain({ local: { source, projectDir } }: Resolving): Promise<Said['diagnosis']> {
    const captured = await source.capture(projectDir, { allowEmpty: true })
    const looked = captured.ok ? await lookForTroubles(local, captured.value, invocation.terminal) : captured
    if (looked.ok) return looked.value.diagnosis
    const { what, why } = looked.failure
    return { troubles: [], unknown: [`What is left is not known: ${what} ${why}`] }
  }
}
