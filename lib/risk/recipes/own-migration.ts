import type { Recipe } from '../../domain/finding'
import type { StatementAt } from '../rule'
import { suffixOf } from '../words/names'
import { canWait } from './can-wait'
import { releases } from './releases'

/** The statement after the migration's commit, when its locks are given back. */
export function ownMigration(at: StatementAt, table: string | null): Recipe {
  const sql = `${at.statement.text};`
  const rest = at.migration.statements.filter(({ index }) => index > at.statement.index)
  const others = rest.every(({ node }) => node !== 'UpdateStmt' && node !== 'InsertStmt')
  const waits = canWait(at, { names: [], table }) && (table === null || !mentions(at, table) || others)
  return {
    id: 'own-migration',
    title: 'Let the transaction commit first',
    steps: [{ what: 'A migration of its own: by then the locks of this one have been given back.', sql }],
    rewrite: waits
      ? {
          command: null,
          instead: '',
          before: [],
          after: [{ suffix: suffixOf(at.statement.summary).slice(0, 60), sql, release: releases.next }],
        }
      : null,
  }
}

/** Whether a later statement changes the same table: then their order may count. */
function mentions(at: StatementAt, table: string): boolean {
  const name = table.slice(table.indexOf('.') + 1)
  return at.migration.statements.some(({ index, text }) => index > at.statement.index && text.includes(name))
}
