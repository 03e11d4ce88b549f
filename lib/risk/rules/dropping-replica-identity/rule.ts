import { nodeOf } from '../../../sql/node-of'
import { findConstraint, findIndex, primaryKeyOf } from '../../model/lookup'
import type { Draft, MigrationAt, Rule, RuleMeta, StatementAt } from '../../rule'
import { type OldTable, oldTable } from '../../tables/old-table'
import { droppedRelations } from '../../words/dropped'
import { shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'dropping-replica-identity',
  title: 'Dropping that by which replicas find a row',
  family: 'integrity',
  severity: 'warning',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'Logical replication names a changed row by its replica identity: the primary key, unless another unique index was chosen. Where it is gone, every UPDATE and DELETE on a published table fails; change data capture and replicas stop with it.',
  safe: [
    {
      what: 'Choose another identity first.',
      sql: 'ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_no_key;',
    },
    { what: 'Then drop the old one.' },
  ],
}

export const droppingReplicaIdentity: Rule = {
  meta,
  nodes: ['DropStmt', 'AlterTableStmt'],
  commands: ['AT_DropColumn', 'AT_DropConstraint', 'AT_ReplicaIdentity'],
  check(at) {
    return [...indexes(at), ...commands(at)]
  },
  end(at) {
    return [...at.before.tables.keys()].flatMap((key) => primaryKeyGone(at, key))
  },
}

function indexes(at: StatementAt): Draft[] {
  const statement = nodeOf(at.tree, 'DropStmt')
  if (statement?.removeType !== 'OBJECT_INDEX') return []
  return droppedRelations(statement).flatMap((names) => {
    const { table, index } = findIndex(at.schema, names) ?? {}
    return table && index && isIdentity(table, index.name) && !at.isFresh(table)
      ? [draft({ key: table.key, name: shown(table.key) }, index.name, null)]
      : []
  })
}

function commands(at: StatementAt): Draft[] {
  const old = oldTable(at, nodeOf(at.tree, 'AlterTableStmt')?.relation)
  if (!old) return []
  return at.commands.flatMap(({ subtype, name, def }, command): Draft[] => {
    if (subtype === 'AT_ReplicaIdentity') {
      const type = def && nodeOf(def, 'ReplicaIdentityStmt')?.identity_type
      return type === 'n' ? [draft(old, 'the replica identity', command)] : []
    }
    const index = subtype === 'AT_DropConstraint' ? findConstraint(old.table, name)?.index : null
    return index && old.table && isIdentity(old.table, index) ? [draft(old, index, command)] : []
  })
}

function isIdentity({ replicaIdentity }: { replicaIdentity: unknown }, index: string): boolean {
  return typeof replicaIdentity === 'object' && (replicaIdentity as { index: string }).index === index
}

/** An old table that loses its primary key and does not get another one. */
function primaryKeyGone(at: MigrationAt, key: string): Draft[] {
  const [before, after] = [at.before.tables.get(key), at.schema.tables.get(key)]
  if (!before || !after || before === after || before.replicaIdentity !== 'default' || at.isFresh(before))
    return []
  const primary = primaryKeyOf(before)
  if (!primary || primaryKeyOf(after) || after.replicaIdentity !== 'default') return []
  const drop = at.walked.find(({ commands }) =>
    commands.some(
      ({ subtype, name = '' }) =>
        (subtype === 'AT_DropConstraint' && name === primary.name) ||
        (subtype === 'AT_DropColumn' && primary.columns.includes(name)),
    ),
  )
  return drop
    ? [
        {
          ...draft({ key, name: shown(key) }, 'the primary key', null),
          statement: drop.statement.index,
          // Only those who replicate mind, and that the key goes is told anyway.
          severity: 'notice',
        },
      ]
    : []
}

function draft({ key, name }: Pick<OldTable, 'key' | 'name'>, what: string, command: number | null): Draft {
  return {
    title: `${name} loses ${what}, by which replicas find its rows`,
    reason: `If ${name} is published for logical replication, every UPDATE and DELETE on it fails from the commit on.`,
    tables: [key],
    command,
  }
}
