import type { CreateTableAsStmt, RefreshMatViewStmt, ViewStmt } from 'libpg-query'
import { readQuery } from './data'
import type { Gather } from './gather'
import { keyOfRelation } from './names'
import { lockReads } from './reads'

export function readCreateView(statement: ViewStmt, gather: Gather) {
  const key = keyOfRelation(gather.schema, statement.view)
  lockReads(statement.query, gather, false)
  if (statement.replace && gather.schema.views.has(key)) gather.lock(key, 'ACCESS EXCLUSIVE')
}

/** `CREATE TABLE … AS`, `CREATE MATERIALIZED VIEW`. */
export function readCreateTableAs(statement: CreateTableAsStmt, gather: Gather) {
  const key = keyOfRelation(gather.schema, statement.into?.rel)
  const isThere = gather.schema.tables.has(key) || gather.schema.views.has(key)
  if (statement.if_not_exists && isThere) return
  readQuery(statement.query, gather)
}

export function readRefresh(statement: RefreshMatViewStmt, gather: Gather) {
  const key = keyOfRelation(gather.schema, statement.relation)
  const view = gather.schema.views.get(key)
  gather.lock(key, statement.concurrent ? 'EXCLUSIVE' : 'ACCESS EXCLUSIVE', 'materialized view')
  if (statement.skipData) return
  gather.work(statement.concurrent ? 'scan' : 'rewrite', key)
  if (view?.query) lockReads(view.query, gather, true)
}
