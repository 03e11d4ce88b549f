import { countOf } from '../domain/count-words'
import { fail, ok, type Result } from '../domain/failure'
import type { KeptCopy, KeptReverse, PutBackForecast, PutBackStep } from '../domain/kept-data'
import { effectsOf } from '../sql/effects'

/** One step of a way back with what it puts back. */
export interface PutBackPart {
  /** Its place among the parts. */
  part: number
  step: PutBackStep
  copy: KeptCopy
}

/**
 * Finds what each step puts back: the newest copy of its migration, of that deploy run where it is known. Fails with
 * `rollback_impossible` where something was purged meanwhile, or never kept.
 */
export function findCopies(
  reverse: KeptReverse,
  copies: KeptCopy[],
  deployRunId: string | null,
): Result<PutBackPart[]> {
  const found: PutBackPart[] = []
  const gone: string[] = []
  for (const [part, given] of reverse.parts.entries()) {
    if (given.kind !== 'put_back') continue
    const { step } = given
    const fitting = copies.filter(
      ({ keep, migration, state, bytes }) =>
        keep === step.keep && migration === step.migration && state !== 'put_back' && bytes !== null,
    )
    const copy = fitting.find(({ runId }) => runId === deployRunId) ?? fitting[0]
    if (copy) found.push({ part, step, copy })
    else gone.push(`${step.table} (${step.columns.join(', ')}, by ${step.migration})`)
  }
  if (gone.length === 0) return ok(found)
  return fail(
    'rollback_impossible',
    `What was kept is not there any more, it was purged, put back or never kept: ${gone.join('; ')}.`,
  )
}

/**
 * What the rows of now would refuse: a column that must have a value gets none for rows created since the deploy. In
 * words; empty: nothing, as far as it was counted. Needs `loadParser()` before.
 */
export function missingValues(
  reverse: KeptReverse,
  parts: PutBackPart[],
  forecasts: PutBackForecast[],
): string[] {
  return parts.flatMap(({ part, step, copy }) => {
    if (step.how !== 'values' || createdSince(copy, forecasts) === 0) return []
    const required = step.required ?? step.columns.filter((column) => mayMiss(reverse, part, step, column))
    return required.flatMap((column) => {
      // Of two deploys that kept it, the newer one's copy has the rows that were created between them.
      const same = parts.filter(
        (each) => each.step.table === step.table && each.step.columns.includes(column),
      )
      const created = Math.min(...same.map((each) => createdSince(each.copy, forecasts)))
      if (created === 0 || same[0]?.part !== part) return []
      return `${step.table}.${column} must have a value, and ${countOf(created, 'row')} created since the deploy ${created === 1 ? 'has' : 'have'} none. Delete ${created === 1 ? 'it' : 'them'} first, restore a snapshot, or go forward with a migration that brings the column back with values for ${created === 1 ? 'it' : 'them'}.`
    })
  })
}

/** Of what the rows of now would refuse: what no kept value changes first. */
export function refusedRows(reverse: KeptReverse, unexecutable: string[]): string[] {
  const filled = reverse.parts.flatMap((part) => {
    if (part.kind === 'sql') return []
    const { how, table, columns } = part.step
    return how === 'values' ? columns.map((column) => `${table}.${column}`) : [table]
  })
  return unexecutable.filter((why) => !filled.some((name) => why.includes(name)))
}

function createdSince({ id }: KeptCopy, forecasts: PutBackForecast[]): number {
  return forecasts.find(({ copy }) => copy.id === id)?.created ?? 0
}

/** For plans that do not say which are required. */
function mayMiss(reverse: KeptReverse, part: number, step: PutBackStep, column: string): boolean {
  return (
    setsNotNull(reverse, part, step, column) &&
    !hasDefault(reverse, part, step, column) &&
    !isFilled(reverse, part, step, column)
  )
}

function setsNotNull({ parts }: KeptReverse, part: number, step: PutBackStep, column: string): boolean {
  return textsOf(parts.slice(part + 1)).some((text) =>
    effectsOf(text).some(
      (effect) => effect.kind === 'set-not-null' && effect.column === column && isTable(step.table, effect),
    ),
  )
}

/** It came back with a default, which rows without a kept value have then. */
function hasDefault({ parts }: KeptReverse, part: number, step: PutBackStep, column: string): boolean {
  return textsOf(parts.slice(0, part)).some(
    (text) =>
      /\bdefault\b/i.test(text) &&
      effectsOf(text).some(
        (effect) => effect.kind === 'add-column' && effect.column === column && isTable(step.table, effect),
      ),
  )
}

/** Something else gives those rows a value. */
function isFilled({ parts }: KeptReverse, part: number, step: PutBackStep, column: string): boolean {
  return textsOf(parts.slice(part + 1)).some((text) =>
    effectsOf(text).some(
      (effect) => effect.kind === 'update' && effect.columns.includes(column) && isTable(step.table, effect),
    ),
  )
}

function textsOf(parts: KeptReverse['parts']): string[] {
  return parts.flatMap((part) => (part.kind === 'sql' ? part.statements.map(({ text }) => text) : []))
}

function isTable(table: string, named: { schema: string | null; table: string }): boolean {
  return named.schema === null
    ? table.endsWith(`.${named.table}`)
    : table === `${named.schema}.${named.table}`
}
