import type { Constraint } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import { heldLocks, isHeld } from '../../locks/held-locks'
import type { Constraint as KnownConstraint } from '../../model/model'
import { keyOf, texts } from '../../model/names'
import { walk } from '../../model/walk'
import { guard } from '../../recipes/guard'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { usedKey } from '../../tables/used-table'
import { inWords, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'drop-takes-parent-lock',
  title: 'Dropping a foreign key stops everybody on the table it points to',
  family: 'blocks',
  severity: 'notice',
  lock: 'ACCESS EXCLUSIVE on the table, and on each table its foreign keys point to',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'A foreign key has triggers on both sides. Whoever drops it, or a table or column that holds it, needs the table it points to for itself as well: every query of that table waits, though the statement does not name it, and until the transaction ends. Such tables (users, accounts) are often the busiest.',
  safe: [
    {
      what: 'Drop each foreign key in a migration of its own, before the table or column, and wait only briefly for the locks.',
      sql: "SET LOCAL lock_timeout = '5s';\nALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;",
    },
  ],
}

export const dropTakesParentLock: Rule = {
  meta,
  nodes: ['AlterTableStmt', 'DropStmt'],
  commands: ['AT_DropColumn', 'AT_DropConstraint'],
  check: (at) => [...ofAlteredTable(at), ...ofDroppedTables(at)],
}

function ofAlteredTable(at: StatementAt): Draft[] {
  const statement = nodeOf(at.tree, 'AlterTableStmt')
  const key = statement?.relation ? keyOf(at.schema, statement.relation) : ''
  const table = at.schema.tables.get(key)
  if (!table) return []
  const said = new Set<string>()
  return at.commands.flatMap(({ subtype, name }, command): Draft[] => {
    const dropped = [...table.constraints.values()].filter(
      (each) =>
        (subtype === 'AT_DropConstraint' && each.name === name) ||
        (subtype === 'AT_DropColumn' && each.columns.includes(name ?? '')),
    )
    const parents = parentsOf(dropped, at, [key, ...said]).filter(
      (parent) => !dropped.some((each) => isAddedAgain(each, key, parent, at)),
    )
    for (const parent of parents) said.add(parent)
    const what = subtype === 'AT_DropColumn' ? `DROP COLUMN ${name}` : `DROP CONSTRAINT ${name}`
    return draft(`${what} of ${shown(key)}`, key, parents, command, at)
  })
}

function ofDroppedTables(at: StatementAt): Draft[] {
  const drop = nodeOf(at.tree, 'DropStmt')
  if (drop?.removeType !== 'OBJECT_TABLE') return []
  const keys = (drop.objects ?? []).map((node) => keyOf(at.schema, texts(nodeOf(node, 'List')?.items)))
  const dropped = keys.flatMap((key) => [...(at.schema.tables.get(key)?.constraints.values() ?? [])])
  const names = inWords(keys.map(shown))
  return draft(`DROP TABLE ${names}`, keys[0] ?? '', parentsOf(dropped, at, keys), null, at)
}

/** Tables in use that these foreign keys point to, and that the transaction has not locked before. */
function parentsOf(
  dropped: readonly KnownConstraint[],
  at: StatementAt,
  besides: readonly string[],
): string[] {
  const parents = dropped.flatMap(({ references }) => references?.table ?? [])
  if (parents.length === 0) return []
  const held = heldLocks(at.migration.walked, at.transaction, 'ACCESS EXCLUSIVE')
  return [...new Set(parents)].filter(
    (parent) =>
      !besides.includes(parent) && !isHeld(held, parent, 'ACCESS EXCLUSIVE') && usedKey(at, parent) !== null,
  )
}

function draft(
  what: string,
  key: string,
  parents: string[],
  command: number | null,
  at: StatementAt,
): Draft[] {
  if (parents.length === 0) return []
  const names = inWords(parents.map(shown))
  return [
    {
      title: `${what} also stops reads and writes of ${names}`,
      reason: `A foreign key of ${shown(key)} points to ${names}: PostgreSQL needs ${parents.length === 1 ? 'that table' : 'these tables'} for itself to drop it, and keeps the lock until the transaction ends.`,
      tables: [key, ...parents],
      command,
      locks: at.facts.locks.filter(({ relation }) => relation === key || parents.includes(relation)),
      recipe: guard(at),
    },
  ]
}

/** Dropped and added around another change: that is told as one. */
function isAddedAgain(dropped: KnownConstraint, key: string, parent: string, at: StatementAt): boolean {
  return at.migration.statements.some(({ index, tree }) => {
    const relation =
      tree && index >= at.statement.index ? nodeOf(tree, 'AlterTableStmt')?.relation : undefined
    if (!relation || keyOf(at.schema, relation) !== key) return false
    let found = false
    walk(tree, (name, inner) => {
      const { contype, pktable, fk_attrs } = inner as Constraint
      if (name !== 'Constraint' || contype !== 'CONSTR_FOREIGN' || !pktable) return undefined
      if (keyOf(at.schema, pktable) === parent && texts(fk_attrs).join() === dropped.columns.join())
        found = true
      return undefined
    })
    return found
  })
}
