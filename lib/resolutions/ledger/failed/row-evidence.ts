import type { Session } from '../../../databases/database'
import type { Catalog } from '../../../domain/catalog'
import type { Statement } from '../../../domain/statement'
import { countRows } from '../../../engines/planning/count-rows'
import { type Effect, effectsOf } from '../../../sql/effects'
import { statementWords } from '../words'

export interface RowQuestion {
  live: Session
  defaultSchema: string
  /** The schema before the script, and the one that it is in. */
  before: Catalog
  now: Catalog
}

/**
 * Why a statement that changes rows has done nothing so far, whether it ran or not: the table that it fills was made by
 * the same script and is empty, the columns that it sets are new and hold nothing. Null: rows do not tell. That there
 * are rows proves nothing, since an application may have written them.
 */
export async function doneNothing(question: RowQuestion, statement: Statement): Promise<string | null> {
  const effects = effectsOf(statement.text)
  const [effect] = effects
  if (!effect || effects.length > 1 || !('table' in effect)) return null
  const table = `${effect.schema ?? question.defaultSchema}.${effect.table}`
  const key = `table:${table}`
  // A name that a catalog key would quote.
  if (!(key in question.now) || /["]|\..*\./.test(table)) return null
  const words = statementWords(statement)
  if (effect.kind === 'insert' && !(key in question.before)) {
    return (await isEmpty(question.live, table))
      ? `${table} is new and empty, so ${words} did not run, or found nothing to do.`
      : null
  }
  if (effect.kind === 'update' && setsOnlyNew(question, table, effect)) {
    const condition = effect.columns.map((column) => `"${column.replaceAll('"', '""')}" IS NOT NULL`)
    const { count, exact } = await countRows(question.live, table, condition.join(' OR '))
    const columns = effect.columns.join(', ')
    if (count === 0 && exact)
      return `${columns} of ${table} is new and holds nothing, so ${words} did not run, or found nothing to do.`
  }
  return null
}

/** Updates and deletes of a table without rows: whether they ran makes no difference, and running them again neither. */
export async function hasNothingToDo(question: RowQuestion, statement: Statement): Promise<boolean> {
  const effects = effectsOf(statement.text)
  const [effect] = effects
  if (!effect || effects.length > 1 || (effect.kind !== 'update' && effect.kind !== 'delete')) return false
  const table = `${effect.schema ?? question.defaultSchema}.${effect.table}`
  if (!(`table:${table}` in question.now) || /["]|\..*\./.test(table)) return false
  return isEmpty(question.live, table)
}

async function isEmpty(live: Session, table: string): Promise<boolean> {
  const { count, exact } = await countRows(live, table)
  return count === 0 && exact
}

function setsOnlyNew(
  { before, now }: RowQuestion,
  table: string,
  { columns }: Extract<Effect, { kind: 'update' }>,
): boolean {
  if (columns.length === 0) return false
  return columns.every((column) => {
    const key = `column:${table}.${column}`
    const definition = now[key]
    return definition !== undefined && !(key in before) && JSON.parse(definition).default === undefined
  })
}
