import type { AlterTableCmd } from 'libpg-query'
import type { Recipe } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import { keyOf } from '../../model/lookup'
import { texts } from '../../model/names'
import { nameHere } from '../../prisma/name-here'
import { integerMeant } from '../../prisma/refused-serial'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { quoteIdent, relationSql, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'bigserial',
  title: 'SERIAL as the type of a column that is there',
  family: 'fails_on_data',
  severity: 'danger',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'SERIAL and BIGSERIAL are no types: they are a way to write a new column with a sequence, and PostgreSQL takes them in CREATE TABLE and ADD COLUMN alone. Prisma writes SET DATA TYPE BIGSERIAL when an autoincrement id goes from Int to BigInt; it fails on every database, full or empty.',
  safe: [
    {
      what: 'Change the column and its sequence: both have an end of their own.',
      sql: 'ALTER TABLE "Order" ALTER COLUMN "id" SET DATA TYPE BIGINT;\nALTER SEQUENCE "Order_id_seq" AS BIGINT;',
    },
    {
      what: 'That rewrites the table while nobody can read it. For a large one, add a BIGINT column, fill it in batches, and exchange the two.',
    },
  ],
}

export const bigserial: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AlterColumnType'],
  check(at) {
    return at.commands.flatMap((command, index) => {
      const type = (command.def && nodeOf(command.def, 'ColumnDef'))?.typeName
      const integer = command.subtype === 'AT_AlterColumnType' ? integerMeant(type, at.schema) : null
      return integer === null ? [] : [draft(at, command, index, texts(type?.names).join('.'), integer)]
    })
  },
}

function draft(
  at: StatementAt,
  { name = '' }: AlterTableCmd,
  index: number,
  type: string,
  integer: string,
): Draft {
  const relation = nodeOf(at.tree, 'AlterTableStmt')?.relation
  const table = relation ? keyOf(at.schema, relation) : ''
  return {
    command: index,
    title: `${type.toUpperCase()} is no type that ${shown(table)}.${name} can be changed to: this always fails`,
    reason: `PostgreSQL knows ${type} in CREATE TABLE and ADD COLUMN alone, and says here that the type does not exist, whatever is in ${shown(table)}.`,
    tables: table ? [table] : [],
    recipe: relation ? recipe(at, relationSql(relation), table, name, index, integer) : null,
  }
}

function recipe(
  at: StatementAt,
  table: string,
  key: string,
  column: string,
  command: number,
  integer: string,
): Recipe {
  const change = `ALTER COLUMN ${quoteIdent(column)} SET DATA TYPE ${integer}`
  const sequence = [...at.schema.sequences.values()].find(
    ({ ownedBy }) => ownedBy?.table === key && ownedBy.column === column,
  )
  const sequenceSql = sequence ? `ALTER SEQUENCE ${nameHere(at.schema, sequence.key)} AS ${integer}` : null
  return {
    id: 'integer-for-serial',
    title: `Change ${column} to ${integer}, and its sequence with it`,
    steps: [
      {
        what: `Change the column to ${integer}. This rewrites the table, and nobody can read it meanwhile: for a large one, go by way of a new column.`,
        sql: `ALTER TABLE ${table} ${change};`,
      },
      {
        what: 'Let the sequence count as far as the column.',
        sql: `${sequenceSql ?? `ALTER SEQUENCE … AS ${integer}`};`,
      },
    ],
    rewrite: {
      command,
      instead: sequenceSql ? `ALTER TABLE ${table} ${change};\n${sequenceSql}` : change,
      before: [],
      after: [],
    },
  }
}
