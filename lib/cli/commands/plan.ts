import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { schemaOf } from '../../databases/postgres/url'
import { planAnswer } from '../../domain/answers/plan-answer'
import { fail, ok } from '../../domain/failure'
import type { Outcome } from '../../domain/outcome'
import { newRowId } from '../../engines/prisma/ledger'
import type { DatabaseCommand } from '../command'
import { endWords } from '../end-words'
import { exitCodes } from '../exit-codes'
import { readGuards } from '../guards'
import { planText } from '../plan/plan-text'
import { type Look, preparePlan } from '../plan/prepare'
import { shellWord } from '../shell-word'

export const plan: DatabaseCommand<typeof planAnswer> = {
  name: 'plan',
  summary: 'what a deploy would do: statements, transactions, losses, the way back',
  usage: '[--to NAME] [--sql [--output FILE]]',
  details: `Replays the applied history on a shadow database, applies what is pending there, and counts on the live database
what would be destroyed. Writes nothing to the database. Exit code 0, also when nothing is pending; 3 when the history
needs attention first.

--sql prints a script for psql instead, for those who deploy by hand: locks, guards, every statement in its
transaction, the rows of the ledger, and the ledger itself where it is missing. After it, headgate status is right.

  headgate plan --sql > deploy.sql && psql -X -f deploy.sql "$DATABASE_URL"`,
  options: {
    to: {
      type: 'string',
      value: 'NAME',
      help: 'the last migration to deploy; default: all that are pending',
    },
    sql: { type: 'boolean', help: 'print the script for psql instead' },
    output: { type: 'string', short: 'o', value: 'FILE', help: 'with --sql: write the script there' },
    'no-keep': { type: 'boolean', help: 'copy nothing aside of what is destroyed; a script never does' },
    all: { type: 'boolean', help: 'shorten nothing' },
    'lock-timeout': {
      type: 'string',
      value: 'TIME',
      help: 'in the script: the longest wait for a lock; default 2s',
    },
    'statement-timeout': {
      type: 'string',
      value: 'TIME',
      help: 'in the script: the longest statement; default 15min',
    },
  },
  needsDatabase: true,
  answer: planAnswer,
  async run(local, { values, terminal }) {
    const guards = readGuards(values)
    if (!guards.ok) return guards
    if (values.output !== undefined && values.sql !== true)
      return fail('usage_wrong', '--output goes with --sql.')
    const upTo = typeof values.to === 'string' ? values.to : null
    const looked = await preparePlan(local, upTo, terminal, {
      keeps: values['no-keep'] !== true && values.sql !== true,
    })
    if (!looked.ok) return looked
    const { prepared, nothing } = looked.value
    const script = values.sql === true ? await scriptOf(looked.value) : null
    const scriptFile = typeof values.output === 'string' ? resolve(values.output) : null
    if (script !== null && scriptFile !== null) {
      try {
        await writeFile(scriptFile, script, { flag: 'w' })
      } catch (error) {
        return fail(
          'usage_wrong',
          `${scriptFile} cannot be written (${(error as NodeJS.ErrnoException).code}).`,
        )
      }
    }
    const outcome = outcomeOf(looked.value, upTo, scriptFile)
    return ok({
      exit: exitCodes.ok,
      answer: {
        ok: true as const,
        command: 'plan' as const,
        ...prepared,
        script,
        scriptFile,
        outcome,
        next: outcome.next,
      },
      text: (paint) => {
        if (script !== null && scriptFile === null) {
          terminal.log([outcome.what, ...endWords(outcome, terminal.paint)].join('\n'))
          return script
        }
        const body = script === null ? planText(prepared, values.all === true, paint) : []
        const first = prepared.plan === null ? [paint.green(paint.bold(nothing))] : body
        return [...first, ...(scriptFile ? [outcome.what] : []), ...endWords(outcome, paint)].join('\n')
      },
    })

    async function scriptOf({ prepared: { plan: made, database, gate }, ledger }: Look): Promise<string> {
      if (!made) return `-- ${nothing}\n`
      const { dbaScript } = await import('../plan/dba-script')
      return dbaScript(made, {
        label: database,
        gate,
        ledger,
        schema: schemaOf(local.url),
        ...(guards.ok ? guards.value : { lockTimeoutMs: 2_000, statementTimeoutMs: 0 }),
        madeAt: local.clock.now(),
        newId: newRowId,
      })
    }
  },
}

function outcomeOf({ prepared, nothing }: Look, upTo: string | null, file: string | null): Outcome {
  if (!prepared.plan) return { ok: true, what: nothing, next: 'Nothing.', undo: null }
  const { length } = prepared.plan.migrations
  const what = `${length === 1 ? 'One migration' : `${length} migrations`} would be applied to ${prepared.database}.`
  const wrote = file === null ? '' : ` The script is in ${file}.`
  const to = upTo === null ? '' : ` --to ${shellWord(upTo)}`
  const next = prepared.gate
    ? `Open a deploy request on ${prepared.gate.server}, which guards this database.`
    : file === null
      ? prepared.risk && prepared.risk.willFail > 0
        ? 'Change the migration, or the rows: as they are, a deploy fails. headgate plan looks again.'
        : `headgate deploy${to}`
      : `psql -X -f ${shellWord(file)} "$DATABASE_URL", then headgate status --drift.`
  const undo =
    prepared.plan.reverse.sql === null ? null : 'Nothing was changed. After a deploy: headgate rollback.'
  return { ok: true, what: `${what}${wrote}`, next, undo }
}
