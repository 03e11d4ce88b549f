import { type AddedColumn, addedColumns, reasonToRewrite } from '../../altering/added-columns'
import { does } from '../../altering/commands-at'
import { finishedNotNull } from '../../altering/finished-not-null'
import { objectName } from '../../model/default-names'
import { expandAndContract } from '../../recipes/expand-and-contract'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import { quoteIdent, quoteLiteral, relationIn } from '../../words/names'

const meta: RuleMeta = {
  id: 'add-column-serial',
  title: 'Adding a SERIAL column',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'rewrite',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'Every row that is there gets its own number of the sequence, so PostgreSQL writes the whole table and all its indexes anew while nobody can read or write it.',
  safe: [
    {
      what: 'Create the sequence and the column, which is instant.',
      sql: 'CREATE SEQUENCE orders_number_seq;\nALTER TABLE orders ADD COLUMN number integer;\nALTER SEQUENCE orders_number_seq OWNED BY orders.number;',
    },
    {
      what: 'Number new rows.',
      sql: "ALTER TABLE orders ALTER COLUMN number SET DEFAULT nextval('orders_number_seq');",
    },
    {
      what: 'Number the old rows in batches.',
      sql: 'UPDATE orders SET number = DEFAULT WHERE number IS NULL AND …;',
    },
    { what: 'Make it NOT NULL by way of a NOT VALID constraint.' },
  ],
}

export const addColumnSerial: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AddColumn'],
  check(at) {
    return addedColumns(at)
      .filter((added) => does(added, 'rewrite') && reasonToRewrite(added, at.schema) === 'serial')
      .map((added) => ({
        command: added.index,
        tables: [added.key],
        title: `Adding ${added.column} as a serial writes all of ${added.shown} anew`,
        reason: `Each row of ${added.shown} gets its own number, so PostgreSQL writes the table and its indexes anew, and nobody can read or write it until that is done.`,
        recipe: recipeFor(at, added),
      }))
  },
}

function recipeFor(at: StatementAt, added: AddedColumn) {
  const { sql, column, name, definition } = added
  const sequence = relationIn(sql, objectName(name, column, 'seq'))
  const type = integerOf(JSON.stringify(definition.typeName?.names))
  const quoted = quoteIdent(column)
  return expandAndContract({
    title: `Add ${column} empty, then number the rows`,
    add: [
      `CREATE SEQUENCE ${sequence} AS ${type};`,
      `ALTER TABLE ${sql} ADD COLUMN ${quoted} ${type};`,
      `ALTER SEQUENCE ${sequence} OWNED BY ${sql}.${quoted};`,
      `ALTER TABLE ${sql} ALTER COLUMN ${quoted} SET DEFAULT nextval(${quoteLiteral(sequence)});`,
    ].join('\n'),
    keep: null,
    fill: `UPDATE ${sql} SET ${quoted} = DEFAULT WHERE ${quoted} IS NULL AND …;`,
    finish: finishedNotNull(at, added, true),
  })
}

function integerOf(type: string): string {
  if (/bigserial|serial8/.test(type)) return 'bigint'
  return /smallserial|serial2/.test(type) ? 'smallint' : 'integer'
}
