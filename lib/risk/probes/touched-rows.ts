import type { Node } from 'libpg-query'
import type { Probe } from '../../domain/finding'
import { nodeOf } from '../../sql/node-of'
import type { ManyRows } from '../locks/writes-many-rows'
import { columnsIn } from '../model/walk'
import type { StatementAt } from '../rule'
import { askable } from '../tables/askable'
import { sqlOf } from '../words/expressions'
import { relationSql } from '../words/names'
import { askedTable, fromTable } from './asked-table'
import { rowsProbe } from './rows'

/**
 * How many rows an UPDATE or DELETE writes: those its condition holds for, or all of the table, where the condition
 * speaks of columns that are not there yet. None where the table is not there yet.
 */
export function touchedRows(rule: string, at: StatementAt, { old, verb, where }: ManyRows): Probe[] {
  const table = askedTable(at.migration.before, old.key)
  if (verb === 'INSERT' || verb === 'MERGE' || !askable(at, old.key, [])) return []
  const written = nodeOf(at.tree, 'UpdateStmt') ?? nodeOf(at.tree, 'DeleteStmt')
  const others = [
    ...(nodeOf(at.tree, 'UpdateStmt')?.fromClause ?? []),
    ...(nodeOf(at.tree, 'DeleteStmt')?.usingClause ?? []),
  ]
  const text = where && sqlOf(at.statement, where)
  const known = where !== null && others.length === 0 && !readsOthers(where) && !written?.withClause
  if (!text || !known || !askable(at, old.key, columnsIn(where))) {
    return [rowsProbe(rule, table, 'touches', `Rows of ${old.name}`)]
  }
  const alias = written?.relation?.alias?.aliasname ?? old.table?.name ?? written?.relation?.relname ?? 't'
  return [
    {
      id: `${rule}:${old.key}:${at.migration.name}:${at.statement.index}`,
      question: `Rows of ${old.name} that this ${verb} writes`,
      table: old.key,
      sql: `SELECT count(*) AS n ${fromTable(table, relationSql({ relname: alias }))} WHERE ${text}`,
      sampleSql: null,
      means: 'touches',
    },
  ]
}

/** A condition over other tables may speak of what is not there yet. */
function readsOthers(where: Node): boolean {
  return JSON.stringify(where).includes('"SubLink"')
}
