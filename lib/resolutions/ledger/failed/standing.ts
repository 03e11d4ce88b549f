import { catalogDelta } from '../../../domain/catalog-delta'
import type { Result } from '../../../domain/failure'
import type { Statement } from '../../../domain/statement'
import { defaultSchema } from '../../../engines/planning/evidence'
import type { ResolvingPorts, Situation } from '../../situation'
import { doneByHeadgate, pointedAt } from '../log-hint'
import { reachedStates } from '../reached'
import { runPrefix, type ScriptStates, walkOf, walkScript } from '../script-states'
import { onShadow } from '../shadow-of'
import { mayTouchRows } from '../touches-rows'
import { statementWords } from '../words'
import type { FailedCase, Standing } from './failed-case'
import { doneNothing, hasNothingToDo, type RowQuestion } from './row-evidence'

/**
 * What `sql` builds on the applied history, statement by statement: each committed by itself, as newer versions of
 * Prisma run them. What an empty copy refuses so (a temporary table that ends with its transaction) is run in the
 * transactions of a deploy, if that comes further.
 */
export async function statesOf(
  ports: ResolvingPorts,
  failed: FailedCase,
  sql: string,
): Promise<Result<ScriptStates>> {
  const alone = await walked(ports, failed, sql, false)
  if (!alone.ok || alone.value.refused === null) return alone
  const together = await walked(ports, failed, sql, true)
  const further = together.ok && together.value.states.length > alone.value.states.length
  return further ? together : alone
}

function walked(
  ports: ResolvingPorts,
  failed: FailedCase,
  sql: string,
  together: boolean,
): Promise<Result<ScriptStates>> {
  const scripts = [...failed.before, { name: failed.name, sql }]
  return onShadow(ports, failed.request, failed.history.scripts, scripts, async ({ session }) => {
    for (const { walk, count } of failed.before) await runPrefix(session, walk, count)
    return walkScript(ports.database, session, walkOf(sql, together))
  })
}

/** Holds the live schema against the states of the script that ran. */
export async function standingOf(
  situation: Situation,
  failed: FailedCase,
  script: ScriptStates,
): Promise<Standing> {
  const reached = reachedStates(script, situation.catalog)
  const question = await rowQuestion(situation, script, reached.candidates)
  const chose =
    chosen(failed, script, reached.candidates) ?? (await byRows(question, script, reached.candidates))
  const candidates = chose?.sure ? [chose.at] : reached.candidates
  const at = chose?.at ?? candidates[0] ?? 0
  const uncertain: Statement[] = []
  for (const statement of script.statements.slice(candidates[0] ?? 0, candidates.at(-1) ?? 0)) {
    if (mayTouchRows(statement) && !(await hasNothingToDo(question, statement))) uncertain.push(statement)
  }
  const untried = at === script.refused?.at ? catalogDelta(script.states.at(-1) ?? {}, situation.catalog) : []
  return { ...reached, candidates, script, at, told: chose?.told ?? null, uncertain, untried }
}

async function rowQuestion(
  { live }: Situation,
  { states }: ScriptStates,
  candidates: number[],
): Promise<RowQuestion> {
  return {
    live,
    defaultSchema: await defaultSchema(live),
    before: states[0] ?? {},
    now: states[candidates[0] ?? 0] ?? {},
  }
}

/** How many statements are done, and why. `sure`: nothing is left open by it. */
interface Chosen {
  at: number
  told: string
  sure: boolean
}

/**
 * Statements run in order: the first that has done nothing is where it stopped, if nothing before it is open. It may
 * have run and found nothing to do: then those after it may have run too, and must have done nothing either.
 */
async function byRows(
  question: RowQuestion,
  { statements }: ScriptStates,
  candidates: number[],
): Promise<Chosen | null> {
  const at = candidates[0] ?? 0
  const first = statements[at]
  if (candidates.length < 2 || !first || !mayTouchRows(first)) return null
  const told = await doneNothing(question, first)
  if (told === null) return null
  for (const statement of statements.slice(at + 1, candidates.at(-1)).filter(mayTouchRows)) {
    const nothing =
      (await doneNothing(question, statement)) !== null || (await hasNothingToDo(question, statement))
    if (!nothing) return null
  }
  return { at, told, sure: true }
}

/** By what the ledger says of the error, and who wrote it. */
function chosen(
  { row, name, error }: FailedCase,
  { statements, refused }: ScriptStates,
  candidates: number[],
): Chosen | null {
  if (candidates.length < 2) return null
  const wrote = doneByHeadgate(row.logs, name, statements)
  if (wrote !== null && candidates.includes(wrote)) {
    const told = 'Headgate ran it and wrote into the ledger how far it came.'
    return { at: wrote, told, sure: true }
  }
  const pointed = pointedAt(row.logs, statements, candidates)
  const failing = pointed === null ? undefined : statements[pointed]
  if (pointed !== null && failing) {
    const told = `The error in the ledger names what only ${statementWords(failing)} names, so that one failed.`
    return { at: pointed, told, sure: false }
  }
  const broken = refused && candidates.includes(refused.at) ? statements[refused.at] : undefined
  if (refused && broken && error.message?.includes(refused.error.message)) {
    const told = `An empty copy refuses ${statementWords(broken)} with the very error that is in the ledger, so that one failed.`
    return { at: refused.at, told, sure: false }
  }
  const short = candidates.filter((candidate) => candidate < statements.length)
  const [only] = short
  if (error.sqlstate === null || short.length !== 1 || only === undefined) return null
  return {
    at: only,
    told: 'The ledger has an error of a statement, so not all of them ran.',
    sure: false,
  }
}
