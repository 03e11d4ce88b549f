import type { Node, RangeVar } from 'libpg-query'
import type { Recipe } from '../../domain/finding'
import { walk } from '../model/walk'
import type { StatementAt } from '../rule'
import { suffixOf } from '../words/names'
import { laterNaming } from '../words/statements-naming'
import { canWait } from './can-wait'
import { releases } from './releases'

/** The statement after the migration's commit, when its locks are given back. */
export function ownMigration(at: StatementAt, table: string | null): Recipe {
  const sql = `${at.statement.text};`
  const waits = canWait(at, { names: [], table }) && !isNeededLater(at)
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

/** Whether a later statement speaks of a table that this one writes or reads: then their order may count. */
function isNeededLater(at: StatementAt): boolean {
  return [...relationsIn(at.tree)].some((name) => laterNaming(at, name).length > 0)
}

function relationsIn(tree: Node): Set<string> {
  const found = new Set<string>()
  const take = (relation: RangeVar | undefined) => relation?.relname && found.add(relation.relname)
  for (const inner of Object.values(tree)) take((inner as { relation?: RangeVar }).relation)
  walk(tree, (name, inner) => {
    if (name === 'RangeVar') take(inner as RangeVar)
    return undefined
  })
  return found
}
