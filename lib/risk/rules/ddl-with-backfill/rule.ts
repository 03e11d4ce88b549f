import { type HeldLock, heldLocks } from '../../locks/held-locks'
import { writesManyRows } from '../../locks/writes-many-rows'
import { touchedRows } from '../../probes/touched-rows'
import { ownMigration } from '../../recipes/own-migration'
import type { Rule, RuleMeta, StatementAt } from '../../rule'

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

const dml = ['UpdateStmt', 'DeleteStmt', 'InsertStmt']

export const ddlWithBackfill: Rule = {
  meta,
  nodes: dml,
  check(at) {
    if (at.transaction === null || at.migration.walked.length === 0) return []
    const many = writesManyRows(at)
    if (!many) return []
    const { old, verb, where } = many
    const held = heldLocks(at.migration.walked, at.transaction, 'SHARE').find(
      ({ relation }) => relation === old.key,
    )
    if (!held || wasTold(at, old.key, held)) return []
    const stops = held.mode === 'ACCESS EXCLUSIVE' ? 'reads and writes' : 'writes'
    const rows = where === null && verb !== 'INSERT' ? 'every row' : 'rows'
    const does = { UPDATE: `updates ${rows} of`, DELETE: `deletes ${rows} of`, INSERT: 'inserts rows into' }[
      verb
    ]
    return [
      {
        title: `This ${does} ${old.name} while ${stops} of it wait`,
        reason: `${held.by.summary} (line ${held.by.line}) locked ${old.name} in the same transaction, and this ${verb} ${does} ${old.name} before the lock is given back.`,
        tables: [old.key],
        locks: [{ relation: old.key, kind: 'table', mode: held.mode, fresh: false }],
        blocks: stops,
        cost: 'scan',
        recipe: ownMigration(at, old.key),
        probes: touchedRows(meta.id, at, many),
      },
    ]
  },
}

/** One finding for a table in a transaction: the others have the same cure. */
function wasTold(at: StatementAt, key: string, { by }: HeldLock): boolean {
  const { schema, isFresh, transaction, migration } = at
  return migration.walked.some(
    (each) =>
      each.tree !== null &&
      each.transaction === transaction &&
      each.statement.index > by.index &&
      dml.includes(each.statement.node ?? '') &&
      writesManyRows({ tree: each.tree, schema, isFresh })?.old.key === key,
  )
}
