import type { PartitionBoundSpec } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import type { Table } from '../../model/model'
import { keyOf } from '../../model/names'
import { columnsIn, walk } from '../../model/walk'
import { proveThenAttach } from '../../recipes/partitions'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { usedTable } from '../../tables/used-table'
import { inWords, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'attach-partition',
  title: 'Attaching a table with rows as a partition',
  family: 'blocks',
  severity: 'danger',
  lock: 'SHARE UPDATE EXCLUSIVE on the parent, ACCESS EXCLUSIVE on the new partition and on the default partition',
  cost: 'scan',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'ATTACH PARTITION reads every row of the new partition to see that it belongs there, and every row of the default partition to see that none belongs into the new one, while nobody can read or write these tables. A validated CHECK that says the same as the bounds spares the reading. A partition that the same migration created is empty and costs nothing.',
  safe: [
    {
      what: 'Say what the bounds say; no row is read.',
      sql: 'ALTER TABLE events_2026 ADD CONSTRAINT events_2026_bounds CHECK (year IS NOT NULL AND year = 2026) NOT VALID;',
    },
    {
      what: 'In a migration of its own, check the rows while others read and write.',
      sql: 'ALTER TABLE events_2026 VALIDATE CONSTRAINT events_2026_bounds;',
    },
    {
      what: 'Attach, then drop the check.',
      sql: 'ALTER TABLE events ATTACH PARTITION events_2026 FOR VALUES IN (2026);',
    },
  ],
}

export const attachPartition: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AttachPartition'],
  check(at) {
    const statement = nodeOf(at.tree, 'AlterTableStmt')
    if (!statement?.relation || statement.objtype !== 'OBJECT_TABLE') return []
    const parentKey = keyOf(at.schema, statement.relation)
    const parent = at.schema.tables.get(parentKey) ?? null
    return at.commands.flatMap(({ subtype, def }, command): Draft[] => {
      const cmd = subtype === 'AT_AttachPartition' && def ? nodeOf(def, 'PartitionCmd') : undefined
      const partition = usedTable(at, cmd?.name)
      const key = cmd?.name ? keyOf(at.schema, cmd.name) : ''
      const proved =
        cmd?.bound !== undefined && proves(partition?.table ?? null, parent?.partitionKey ?? null, cmd.bound)
      const read = readTables(at).filter((table) => !(table === key && proved))
      if (!cmd || read.length === 0) return []
      const names = inWords(read.map(shown))
      return [
        {
          title: `ATTACH PARTITION reads ${names} while nobody can use ${read.length === 1 ? 'it' : 'them'}`,
          reason: read.includes(key)
            ? `Every row of ${shown(key)} is checked against the bounds, and reads and writes of ${names} wait until the transaction ends; ${shown(parentKey)} itself stays usable.`
            : `Every row of the default partition ${names} is checked not to belong into ${shown(key)}, and reads and writes of it wait until the transaction ends.`,
          tables: [parentKey, ...read],
          command,
          recipe: read.includes(key) ? proveThenAttach(at, cmd, parent) : null,
        },
      ]
    })
  },
}

function readTables({ facts }: StatementAt): string[] {
  return [...new Set(facts.work.filter(({ fresh }) => !fresh).map(({ table }) => table))]
}

/** A validated check on the key with all constants of the bounds in it is taken for one that says the same. */
function proves(
  table: Table | null,
  partitionKey: readonly (string | null)[] | null,
  bound: PartitionBoundSpec,
): boolean {
  if (!table || !partitionKey || partitionKey.includes(null) || bound.is_default) return false
  const wanted = constantsIn([bound.listdatums, bound.lowerdatums, bound.upperdatums])
  return [...table.constraints.values()].some(({ kind, validated, expression }) => {
    if (kind !== 'check' || !validated || !expression) return false
    const columns = columnsIn(expression)
    const present = constantsIn(expression)
    return (
      partitionKey.every((column) => column !== null && columns.includes(column)) &&
      [...wanted].every((constant) => present.has(constant))
    )
  })
}

function constantsIn(tree: unknown): Set<string> {
  const found = new Set<string>()
  walk(tree, (name, inner) => {
    if (name === 'A_Const') found.add(JSON.stringify({ ...(inner as object), location: undefined }))
    return undefined
  })
  return found
}
