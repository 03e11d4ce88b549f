import { type HeldLock, heldLocks } from '../../locks/held-locks'
import { copiedFrom, type ManyRows, writesManyRows } from '../../locks/writes-many-rows'
import { touchedRows } from '../../probes/touched-rows'
import { ownMigration } from '../../recipes/own-migration'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import type { OldTable } from '../../tables/old-table'

const meta: RuleMeta = {
  id: 'ddl-with-backfill',
  title: 'Writing many rows of a table that the same transaction has locked',
  family: 'transaction',
  severity: 'danger',
  lock: 'the one that the earlier statement took, mostly ACCESS EXCLUSIVE, until the transaction ends',
  cost: 'scan',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'An ALTER TABLE that would take a millisecond, followed by an UPDATE of the same table in the same transaction, keeps everybody from the table for as long as the UPDATE takes. On a large table that is minutes.',
  safe: [
    { what: 'Change the table in one migration.', sql: 'ALTER TABLE orders ADD COLUMN region text;' },
    {
      what: 'Fill it afterwards, outside that transaction and in batches.',
      sql: "UPDATE orders SET region = 'eu' WHERE id BETWEEN 1 AND 10000 AND region IS NULL;",
    },
    { what: 'What needs the filled column (SET NOT NULL) comes in a later migration.' },
  ],
}

const dml = ['UpdateStmt', 'DeleteStmt', 'InsertStmt', 'MergeStmt', 'CreateTableAsStmt']

export const ddlWithBackfill: Rule = {
  meta,
  nodes: dml,
  check(at) {
    if (at.transaction === null || at.migration.walked.length === 0) return []
    const touched = touches(at)
    const held = heldLocks(at.migration.walked, at.transaction, 'SHARE')
    for (const { old, does, many } of touched) {
      const lock = held.find(({ relation }) => relation === old.key)
      // Who only copies its rows is no reason for a lock that lets others read.
      if (!lock || (many === null && lock.mode !== 'ACCESS EXCLUSIVE') || wasTold(at, old.key, lock)) continue
      const stops = lock.mode === 'ACCESS EXCLUSIVE' ? 'reads and writes' : 'writes'
      return [
        {
          title: `This ${does} ${old.name} while ${stops} of it wait`,
          reason: `${lock.by.summary} (line ${lock.by.line}) locked ${old.name} in the same transaction, and this ${does} ${old.name} before the lock is given back.`,
          tables: [old.key],
          locks: [{ relation: old.key, kind: 'table', mode: lock.mode, fresh: false }],
          blocks: stops,
          cost: 'scan',
          recipe: ownMigration(at, old.key),
          probes: many ? touchedRows(meta.id, at, many) : [],
        },
      ]
    }
    return []
  },
}

interface Touched {
  old: OldTable
  /** `updates every row of`. */
  does: string
  /** Null: rows are only copied from there. */
  many: ManyRows | null
}

function touches(at: Pick<StatementAt, 'tree' | 'schema' | 'isFresh'>): Touched[] {
  const many = writesManyRows(at)
  const rows = many?.where === null ? 'every row' : 'rows'
  const words = {
    UPDATE: `updates ${rows} of`,
    DELETE: `deletes ${rows} of`,
    INSERT: 'inserts rows into',
    MERGE: 'merges rows into',
  }
  const written = many ? [{ old: many.old, does: words[many.verb], many }] : []
  return [...written, ...copiedFrom(at).map((old) => ({ old, does: 'copies rows of', many: null }))]
}

/** One finding for a table in a transaction: the others have the same cure. */
function wasTold(at: StatementAt, key: string, { by }: HeldLock): boolean {
  const { schema, isFresh, transaction, migration } = at
  return migration.walked.some(
    ({ tree, statement, transaction: own }) =>
      tree !== null &&
      own === transaction &&
      statement.index > by.index &&
      dml.includes(statement.node ?? '') &&
      touches({ tree, schema, isFresh }).some(({ old }) => old.key === key),
  )
}
