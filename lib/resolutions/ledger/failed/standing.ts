import { catalogDelta } from '../../../domain/catalog-delta'
import type { Result } from '../../../domain/failure'
import type { ResolvingPorts, Situation } from '../../situation'
import { doneByHeadgate, pointedAt } from '../log-hint'
import { reachedStates } from '../reached'
import { runPrefix, type ScriptStates, walkScript } from '../script-states'
import { onShadow } from '../shadow-of'
import { mayTouchRows } from '../touches-rows'
import { statementWords } from '../words'
import type { FailedCase, Standing } from './failed-case'

/** What `sql` builds on the applied history, statement by statement. */
export function statesOf(
  ports: ResolvingPorts,
  failed: FailedCase,
  sql: string,
): Promise<Result<ScriptStates>> {
  const scripts = [...failed.before, { name: failed.name, sql }]
  return onShadow(ports, failed.request, failed.history.scripts, scripts, async ({ session }) => {
    for (const { statements, count } of failed.before) await runPrefix(session, statements, count)
    return walkScript(ports.database, session, sql)
  })
}

/** Holds the live schema against the states of the script that ran. */
export function standingOf(situation: Situation, failed: FailedCase, script: ScriptStates): Standing {
  const reached = reachedStates(script, situation.catalog)
  const { candidates } = reached
  const lowest = candidates[0] ?? 0
  const highest = candidates.at(-1) ?? 0
  const uncertain = script.statements.slice(lowest, highest).filter(mayTouchRows)
  const { at, told } = chosen(failed, script, candidates)
  const last = script.states.at(-1) ?? {}
  const untried = script.refused === null ? [] : catalogDelta(last, situation.catalog)
  return { ...reached, script, at, told, uncertain, untried: at === script.refused?.at ? untried : [] }
}

function chosen(
  { row, name, error }: FailedCase,
  { statements, refused }: ScriptStates,
  candidates: number[],
): { at: number; told: string | null } {
  const lowest = candidates[0] ?? 0
  if (candidates.length < 2) return { at: lowest, told: null }
  const wrote = doneByHeadgate(row.logs, name, statements)
  if (wrote !== null && candidates.includes(wrote)) {
    return { at: wrote, told: 'Headgate ran it and wrote into the ledger how far it came.' }
  }
  const pointed = pointedAt(row.logs, statements, candidates)
  const failing = pointed === null ? undefined : statements[pointed]
  if (pointed !== null && failing) {
    const told = `The error in the ledger names what only ${statementWords(failing)} names, so that one failed.`
    return { at: pointed, told }
  }
  const broken = refused && candidates.includes(refused.at) ? statements[refused.at] : undefined
  if (refused && broken && error.message?.includes(refused.error.message)) {
    const told = `An empty copy refuses ${statementWords(broken)} with the very error that is in the ledger, so that one failed.`
    return { at: refused.at, told }
  }
  const short = candidates.filter((candidate) => candidate < statements.length)
  const [only] = short
  if (error.sqlstate !== null && short.length === 1 && only !== undefined) {
    return { at: only, told: 'The ledger has an error of a statement, so not all of them ran.' }
  }
  return { at: lowest, told: null }
}
