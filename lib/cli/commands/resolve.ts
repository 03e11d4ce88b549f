import { resolveAnswer } from '../../domain/answers/resolve-answer'
import { ok } from '../../domain/failure'
import type { Answered, CommandOption, DatabaseCommand } from '../command'
import { chooseWay, readWanted, troublesOf, wordOf } from '../resolve/choose'
import { someOfTheDrift } from '../resolve/drifted-objects'
import { lookForTroubles } from '../resolve/look'
import { carryOut, listed, type ResolveAnswer } from '../resolve/resolving'
import { resolutionKinds, wayFlags } from '../resolve/way-flags'
import { shellWord } from '../shell-word'

const wayOptions: Record<string, CommandOption> = Object.fromEntries(
  resolutionKinds.map((kind) => [
    wayFlags[kind].flag,
    { type: 'boolean' as const, help: wayFlags[kind].help },
  ]),
)

export const resolve: DatabaseCommand<typeof resolveAnswer> = {
  name: 'resolve',
  summary: 'what keeps the history from being what the files say, and the ways out of it',
  usage: '[NAME] [--WAY] [--dry-run] [--yes]',
  details: `Without a way: lists every trouble (failed, edited, missing, diverged, out of order, drift, a database without a
ledger), what is known about it, and its ways out, each with the command that takes it. Changes nothing.

With a way: shows what it would do, to files, schema and ledger, and how it is known to be right; asks on a terminal,
wants --yes elsewhere; carries it out in one transaction where that is possible; looks again. NAME may be left out
where only one trouble has that way.

Exit codes: 0 nothing is left; 2 what is left needs no decision, and may be deployed as it is; 3 something does.`,
  options: {
    ...wayOptions,
    way: {
      type: 'string',
      value: 'KIND',
      help: 'one of the ways above by its name, or the number it is shown with',
    },
    recommended: { type: 'boolean', help: 'the way that is recommended' },
    drift: { type: 'boolean', help: 'list drift alone' },
    only: {
      type: 'string',
      multiple: true,
      value: 'KEY',
      help: 'with --adopt-drift or --revert-drift: this object, as headgate drift names it (may be repeated)',
    },
    'dry-run': { type: 'boolean', help: 'show what it would do, and do nothing' },
    yes: { type: 'boolean', short: 'y', help: 'do not ask' },
    'lock-timeout': {
      type: 'string',
      value: 'TIME',
      help: 'the longest wait for a lock, for example 5s; default 2s',
    },
    'statement-timeout': { type: 'string', value: 'TIME', help: 'the longest statement; default 15min' },
    'bypass-gate': { type: 'string', value: 'REASON', help: 'do it although a server guards this database' },
    all: { type: 'boolean', help: 'shorten nothing' },
  },
  positionals: { least: 0, most: 1, names: 'NAME' },
  needsDatabase: true,
  answer: resolveAnswer,
  async run(local, invocation) {
    const wanted = readWanted(invocation.values, invocation.positionals)
    if (!wanted.ok) return wanted
    const looked = await lookForTroubles(local, local.project, invocation.terminal)
    if (!looked.ok) return looked
    const { diagnosis, gate } = looked.value
    const { migration, way } = wanted.value
    const mine = troublesOf(diagnosis.troubles, migration)
    if (!mine.ok) return mine
    const word = way === null ? null : wordOf(wanted.value)
    const command = ['resolve', migration === null ? null : shellWord(migration), word]
      .filter(Boolean)
      .join(' ')
    const resolving = { local, invocation, command, diagnosis, gate }
    if (way === null) {
      const onlyDrift = invocation.values.drift === true
      return ok(
        named(listed(resolving, onlyDrift ? mine.value.filter(({ kind }) => kind === 'drift') : mine.value)),
      )
    }
    const only = Array.isArray(invocation.values.only) ? invocation.values.only.map(String) : []
    const chosen =
      only.length > 0 ? await someOfTheDrift(local, way, only) : chooseWay(mine.value, wanted.value)
    if (!chosen.ok) return chosen
    const done = await carryOut(resolving, chosen.value)
    return done.ok ? ok(named(done.value)) : done
  },
}

function named({ answer, ...rest }: Answered<ResolveAnswer>) {
  return { ...rest, answer: { command: 'resolve' as const, ...answer } }
}
