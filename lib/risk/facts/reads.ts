import type { RangeVar, SelectStmt } from 'libpg-query'
import type { LockMode } from '../../domain/finding'
import { nodeOf } from '../../sql/node-of'
import { nameIn } from '../model/names'
import { walk } from '../model/walk'
import type { Gather } from './gather'
import { descendantsOf, keyOfRelation } from './names'
import { namesOfWith } from './with-names'

/**
 * ACCESS SHARE on what a query or an expression reads. `executed`: also what is behind views and in partitions, which a
 * definition that is only stored does not touch.
 */
export function lockReads(tree: unknown, gather: Gather, executed: boolean): void {
  for (const relation of relationsIn(tree, gather)) {
    const key = keyOfRelation(gather.schema, relation)
    lockRead(key, gather, executed, 'ACCESS SHARE', relation.inh === true)
  }
}

function lockRead(
  key: string,
  gather: Gather,
  executed: boolean,
  mode: LockMode = 'ACCESS SHARE',
  inherited = true,
): void {
  const { schema } = gather
  if (isOfCatalog(key, gather)) return
  gather.lock(key, mode)
  if (!executed) return
  if (inherited) for (const each of descendantsOf(schema, key)) gather.lock(each, mode)
  const view = schema.views.get(key)
  if (view && !view.materialized) for (const below of view.uses.keys()) lockRead(below, gather, true, mode)
}

/** What the tables of PostgreSQL itself are called is not worth a lock to talk about. */
function isOfCatalog(key: string, { schema }: Gather): boolean {
  if (key.startsWith('pg_catalog.') || key.startsWith('information_schema.')) return true
  const isKnown = schema.tables.has(key) || schema.views.has(key)
  return !isKnown && nameIn(key).startsWith('pg_')
}

/** Relations that stand in FROM, in whatever depth, without names of WITH. */
function relationsIn(tree: unknown, gather: Gather): RangeVar[] {
  const found: RangeVar[] = []
  const ofWith = namesOfWith(tree)
  walk(tree, (name, inner) => {
    if (name === 'RangeVar') found.push(inner as RangeVar)
    // FOR UPDATE OF names an alias.
    return name === 'LockingClause' ? false : undefined
  })
  return found.filter((relation) => !ofWith.has(relation) && !gather.isOfWith(relation))
}

/** `FOR UPDATE` and its kin lock the tables that they name, or all of FROM, as ROW SHARE. */
export function lockForUpdate({ lockingClause, fromClause }: SelectStmt, gather: Gather): void {
  const clauses = (lockingClause ?? []).flatMap((node) => nodeOf(node, 'LockingClause') ?? [])
  for (const { lockedRels } of clauses) {
    const wanted = (lockedRels ?? []).flatMap((node) => nodeOf(node, 'RangeVar')?.relname ?? [])
    for (const relation of relationsIn(fromClause, gather)) {
      const alias = relation.alias?.aliasname ?? relation.relname ?? ''
      if (wanted.length > 0 && !wanted.includes(alias)) continue
      lockRead(keyOfRelation(gather.schema, relation), gather, true, 'ROW SHARE', relation.inh === true)
    }
  }
}
