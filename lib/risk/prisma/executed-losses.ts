import { nodeOf } from '../../sql/node-of'
import { keyOf } from '../model/lookup'
import { nameIn, newKeyOf, texts } from '../model/names'
import type { MigrationAt } from '../rule'
import { changedColumns } from './changed-columns'
import { enumRecreations } from './enum-recreations'
import type { AnnouncedLoss } from './warnings-header'

export interface ExecutedLoss extends Omit<AnnouncedLoss, 'position'> {
  statement: number
}

/** What the statements of a script take away of what was there before it, in the words of Prisma's header. */
export function executedLosses(
  migration: Pick<MigrationAt, 'statements' | 'before' | 'isFresh'>,
): ExecutedLoss[] {
  const { statements, before } = migration
  const own = new Set<string>()
  const losses: ExecutedLoss[] = []
  for (const { tree, index } of statements) {
    const relation = (tree && nodeOf(tree, 'CreateStmt'))?.relation
    if (relation) own.add(newKeyOf(before, relation))
    const drop = tree && nodeOf(tree, 'DropStmt')
    if (drop?.removeType !== 'OBJECT_TABLE') continue
    for (const object of drop.objects ?? []) {
      const key = keyOf(before, texts(nodeOf(object, 'List')?.items))
      if (own.has(key) || (drop.missing_ok && before.complete && !before.tables.has(key))) continue
      losses.push({ kind: 'table', owner: nameIn(key), name: '', statement: index })
    }
  }
  for (const { table, name, statement, column } of changedColumns(migration).dropped) {
    const known = before.tables.get(table)
    if (own.has(table) || (known?.complete && !column)) continue
    losses.push({ kind: 'column', owner: nameIn(table), name, statement })
  }
  for (const { key, old, labels, create } of enumRecreations(migration)) {
    for (const { label } of old?.labels ?? []) {
      if (!labels.includes(label))
        losses.push({ kind: 'enum value', owner: nameIn(key), name: label, statement: create })
    }
  }
  return losses
}
