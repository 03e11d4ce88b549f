import type { Catalog } from '../../../domain/catalog'
import { applyDelta, catalogDelta } from '../../../domain/catalog-delta'
import { catalogFingerprint } from '../../../domain/catalog-fingerprint'
import type { Way } from '../../../domain/resolution'
import type { Statement } from '../../../domain/statement'
import { defaultSchema } from '../../../engines/planning/evidence'
import { judgeEffects } from '../../../engines/planning/judge-effects'
import { replayOne } from '../../../engines/planning/replay'
import { planSegments } from '../../../sql/segments'
import type { ResolvingPorts, Situation } from '../../situation'
import { draftResolution, impossible, possible } from '../draft-resolution'
import { lossWords } from '../losses'
import { runPrefix, type ScriptStates } from '../script-states'
import { onShadow } from '../shadow-of'
import { changesWords, count, failureWords, statementWords } from '../words'
import { causeWords, passes } from './cause'
import type { FailedCase, Standing } from './failed-case'
import { halfGone } from './half-gone'
import { recordedAs } from './recorded-as'
import { sameStatement } from './same-statement'
import { statesOf } from './standing'

/** Runs the statements that have not run, from the `from`th on, and ends the ledger's row. */
export async function finishWay(
  ports: ResolvingPorts,
  situation: Situation,
  failed: FailedCase,
  standing: Standing,
  from: number,
): Promise<Way> {
  const all = standing.script.statements.length
  const title =
    standing.uncertain.length === 0 || from === 0
      ? `Finish it: run ${from === 0 ? `all ${all} of its statements` : `what is left of it, from statement ${from + 1}`}`
      : `Finish it from statement ${from + 1}, taking all before as done`
  const no = (...because: string[]) => impossible('finish', title, because)

  const found = await scriptToFinish(ports, failed, standing, from)
  if (typeof found === 'string') return no(found)
  const { sql, script } = found
  const { refused } = script
  const refusedStatement = refused && script.statements[refused.at]
  if (refused && refusedStatement) {
    return no(
      `It cannot run as it stands: an empty copy refuses ${statementWords(refusedStatement)} too: ${refused.error.message}.`,
    )
  }
  const rest = restOf(script.statements, standing, from)
  const end = script.states.at(-1) ?? {}
  const start = standing.script.states[from] ?? {}
  const tried = await tryRest(ports, failed, standing, from, rest)
  if (!tried.ok) return no(failureWords(tried.failure))
  const astray = catalogDelta(tried.value, end)
  if (astray.length > 0) return no(`Tried on a shadow database, it ends elsewhere: ${changesWords(astray)}.`)

  const ahead = script.statements.slice(from)
  const judged = await judgeEffects(
    situation.live,
    situation.catalog,
    ahead.map(({ text }) => text),
    await defaultSchema(situation.live),
  )
  if (judged.unexecutable.length > 0) {
    return no(...judged.unexecutable.map((why) => `The rows that are there now refuse it. ${why}`))
  }
  const again = standing.uncertain.filter((statement) => ahead.some(({ index }) => index === statement.index))
  const skipped = standing.uncertain.filter((statement) => !again.includes(statement))
  const recorded = recordedAs(failed, sql)
  return possible(
    draftResolution(situation, {
      kind: 'finish',
      trouble: 'failed',
      migration: failed.name,
      title,
      does: [
        ...recorded.does,
        ...(standing.half
          ? [`Drops ${standing.half.qualified}, which is ${standing.half.how} and unusable.`]
          : []),
        `Runs ${count(ahead.length, 'statement')}: ${ahead
          .slice(0, 6)
          .map(({ summary }) => summary)
          .join('; ')}${ahead.length > 6 ? '; …' : ''}.`,
        `Sets finished_at on the row of ${failed.name} in the ledger.`,
      ],
      proof: [
        'Tried on a shadow database: the history, the part that ran, then these statements. The schema ended as the whole script leaves it.',
        'The rows of the live database were asked whether they refuse what can be told from a statement’s text.',
      ],
      warnings: [
        ...again.map(
          (statement) =>
            `${capital(statementWords(statement))} may have run already, and would run a second time.`,
        ),
        ...skipped.map(
          (statement) =>
            `${capital(statementWords(statement))} is taken as done. If it did not run, it never will.`,
        ),
        ...lossWords(judged.losses),
        ...(passes(failed) ? [] : stillThere(failed)),
        ...recorded.warnings,
      ],
      takeBack: 'Roll back to the migration before it, as after a deploy.',
      next: recorded.next ?? 'Deploy what is pending.',
      files: recorded.files,
      sql: rest,
      ledger: recorded.ledger,
      after: catalogFingerprint(
        applyDelta(situation.catalog, [...halfGone(standing.half), ...catalogDelta(start, end)]),
      ),
    }),
    passes(failed) && again.length === 0 && skipped.length === 0,
  )
}

/** The file as it is now, where its beginning is what ran; else what ran. A sentence: why neither will do. */
async function scriptToFinish(
  ports: ResolvingPorts,
  failed: FailedCase,
  standing: Standing,
  from: number,
): Promise<{ sql: string; script: ScriptStates } | string> {
  const ran = failed.ran?.sql ?? ''
  if (!failed.changed || !failed.file || failed.file.sql === ran) return { sql: ran, script: standing.script }
  const states = await statesOf(ports, failed, failed.file.sql)
  if (!states.ok) return failureWords(states.failure)
  const script = states.value
  for (const [at, statement] of standing.script.statements.slice(0, from).entries()) {
    const now = script.statements[at]
    if (!now || !sameStatement(now, statement)) {
      return `The file was changed where it had run already: ${statementWords(statement)} is another one now.`
    }
  }
  return { sql: failed.file.sql, script }
}

/** The statements from the `from`th on as a script; what earlier ones set for the session is set again. */
function restOf(statements: Statement[], { half }: Standing, from: number): string {
  const settings = statements.slice(0, from).filter(({ node }) => node === 'VariableSetStmt')
  const texts = [...settings, ...statements.slice(from)].map(({ text }) => text)
  if (half?.how === 'half built') texts.unshift(`DROP INDEX CONCURRENTLY IF EXISTS ${half.qualified}`)
  return texts.length === 1 && statements[0]?.node === null ? (texts[0] ?? '') : `${texts.join(';\n\n')};\n`
}

function tryRest(
  ports: ResolvingPorts,
  failed: FailedCase,
  { script, half }: Standing,
  from: number,
  rest: string,
) {
  const scripts = [...failed.before, { name: failed.name, sql: rest }]
  return onShadow(
    ports,
    failed.request,
    failed.history.scripts,
    scripts,
    async ({ session, catalog }): Promise<Catalog> => {
      for (const { walk, count } of failed.before) await runPrefix(session, walk, count)
      // What is half there is whole on the shadow: that it goes before it comes again is what has to be tried.
      await runPrefix(session, script, from + (half?.how === 'half built' ? 1 : 0))
      await replayOne(session, { name: failed.name, sql: rest, ...planSegments(rest) })
      return catalog()
    },
  )
}

function stillThere(failed: FailedCase): string[] {
  const cause = causeWords(failed).trim()
  return cause === '' ? [] : [`${cause}. If the cause is still there, it fails again, as a deploy would.`]
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
