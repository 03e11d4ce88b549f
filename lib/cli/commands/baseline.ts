import { baselineAnswer } from '../../domain/answers/resolve-answer'
import { ok } from '../../domain/failure'
import type { Answered, DatabaseCommand } from '../command'
import { exitCodes } from '../exit-codes'
import { chooseWay } from '../resolve/choose'
import { lookForTroubles } from '../resolve/look'
import { carryOut, listed, type ResolveAnswer, type Resolving } from '../resolve/resolving'

export const baseline: DatabaseCommand<typeof baselineAnswer> = {
  name: 'baseline',
  summary: 'begin with a database that Prisma’s migrations never touched',
  usage: '[--dry-run] [--yes]',
  details: `Looks at a database that has tables and no ledger. Where the project has no migrations yet, the live schema becomes
the first one, written from the catalog, with what a Prisma schema cannot say. It is built on a shadow database,
compared object by object with the live schema, and only if both are the same recorded as applied here, without being
run. Where the project has migrations that the schema already holds, as after prisma db push, those are recorded.

Without schema.prisma the live schema is written as Prisma models, too. Asks on a terminal, wants --yes elsewhere.`,
  options: {
    'dry-run': { type: 'boolean', help: 'show what it would do, and do nothing' },
    yes: { type: 'boolean', short: 'y', help: 'do not ask' },
    'bypass-gate': { type: 'string', value: 'REASON', help: 'do it although a server guards this database' },
    all: { type: 'boolean', help: 'shorten nothing' },
  },
  startsProject: true,
  needsDatabase: true,
  answer: baselineAnswer,
  async run(local, invocation) {
    const looked = await lookForTroubles(local, local.project, invocation.terminal)
    if (!looked.ok) return looked
    const { diagnosis, gate } = looked.value
    const resolving: Resolving = { local, invocation, command: 'baseline', diagnosis, gate }
    const troubles = diagnosis.troubles.filter(({ kind }) => kind === 'unmanaged')
    if (troubles.length === 0) return ok(named(nothingToDo(resolving)))
    const chosen = chooseWay(troubles, { migration: null, way: 'recommended' })
    if (!chosen.ok) return ok(named(listed(resolving, troubles)))
    const done = await carryOut(resolving, chosen.value)
    return done.ok ? ok(named(done.value)) : done
  },
}

function nothingToDo(resolving: Resolving): Answered<ResolveAnswer> {
  const { empty, hasLedger, troubles } = resolving.diagnosis
  const clean = listed(resolving, [])
  const what = hasLedger
    ? 'Nothing to baseline: this database has a ledger already.'
    : empty
      ? 'Nothing to baseline: this database is empty.'
      : 'Nothing to baseline.'
  const next = hasLedger
    ? troubles.length > 0
      ? 'headgate resolve shows what needs a decision.'
      : 'headgate status shows where it stands.'
    : resolving.local.project.migrations.length > 0
      ? 'headgate deploy applies the project’s migrations.'
      : 'headgate create init writes the first migration from the schema.'
  const outcome = { ok: true, what, next, undo: null }
  return {
    exit: exitCodes.ok,
    answer: { ...clean.answer, ok: true, outcome, next },
    text: (paint) => [paint.bold(what), '', `${paint.bold('Next:')} ${next}`].join('\n'),
  }
}

function named({ answer, ...rest }: Answered<ResolveAnswer>) {
  return { ...rest, answer: { command: 'baseline' as const, ...answer } }
}
