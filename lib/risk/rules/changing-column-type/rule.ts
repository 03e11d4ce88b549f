import { nodeOf } from '../../../sql/node-of'
import { type CommandAt, commandsAt, does } from '../../altering/commands-at'
import { isSerial } from '../../facts/new-values'
import { typeChange } from '../../facts/type-change'
import { dependentsOf } from '../../model/dependents'
import { texts } from '../../model/names'
import { typeOf } from '../../model/types'
import { isEnumMove } from '../../prisma/enum-recreations'
import { typeWords } from '../../probes/type-names'
import { replaceColumns } from '../../recipes/expand-and-contract'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { sqlOf } from '../../words/expressions'
import { inWords, quoteIdent } from '../../words/names'

const meta: RuleMeta = {
  id: 'changing-column-type',
  title: 'Changing the type of a column',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'rewrite',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'Where the two types are stored differently, PostgreSQL writes the whole table and all its indexes anew while nobody can read or write it. Where they are stored alike (a longer varchar, varchar to text, numeric with more digits before the point), it is instant, unless a CHECK on the column must be proved or an index built again. A view, policy or generated column that uses the column makes the statement fail.',
  safe: [
    { what: 'Add a column of the new type.', sql: 'ALTER TABLE orders ADD COLUMN total_new bigint;' },
    { what: 'Write both columns, in the application or by a trigger.' },
    {
      what: 'Fill the old rows in batches.',
      sql: 'UPDATE orders SET total_new = total WHERE total_new IS NULL AND …;',
    },
    { what: 'Build its indexes concurrently, and add its constraints NOT VALID.' },
    {
      what: 'Exchange the names in one short transaction.',
      sql: 'ALTER TABLE orders RENAME COLUMN total TO total_old;\nALTER TABLE orders RENAME COLUMN total_new TO total;',
    },
    { what: 'Drop the old column in a later release.', sql: 'ALTER TABLE orders DROP COLUMN total_old;' },
  ],
}

export const changingColumnType: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AlterColumnType'],
  check(at) {
    const changes = commandsAt(at, 'AT_AlterColumnType').flatMap((each) => {
      const change = changeOf(at, each)
      // An enum that takes the place of another is judged as that.
      const isTold = isEnumMove(at.migration, at.statement.index, each.index)
      return change && !isTold ? [change] : []
    })
    const refusals = changes.flatMap((change) => refused(at, change) ?? unconverted(at, change) ?? [])
    const others = changes.filter(({ index }) => refusals.every(({ command }) => command !== index))
    // They are written anew together, once.
    const rewriting = others.filter((change) => change.from !== null && does(change, 'rewrite'))
    const single = others.filter((change) => !rewriting.includes(change) && change.work.length > 0)
    const [first] = rewriting
    return [...refusals, ...(first ? [rewritten(rewriting, first)] : []), ...single.map(judged)]
  },
}

interface Change extends CommandAt {
  column: string
  /** In words; null: not known. */
  from: string | null
  to: string
  /** As SQL writes it. */
  toSql: string
  /** The expression of USING, or the column itself. */
  value: string
}

function changeOf(at: StatementAt, each: CommandAt): Change | null {
  const definition = each.command.def && nodeOf(each.command.def, 'ColumnDef')
  if (!definition?.typeName || isSerial(definition.typeName)) return null
  const column = each.command.name ?? ''
  const known = each.table?.columns.get(column)
  const to = typeWords(typeOf(definition.typeName, at.schema))
  const using = definition.raw_default && sqlOf(at.statement, definition.raw_default)
  const value = using ?? `${quoteIdent(column)}::${to}`
  return {
    ...each,
    column,
    from: known ? typeWords(known.type) : null,
    to,
    toSql: writtenType(each) ?? to,
    value,
  }
}

/** `numeric(10,2)` of `ALTER COLUMN total SET DATA TYPE numeric(10,2) USING …`. */
function writtenType({ text }: CommandAt): string | null {
  const [, type] = /\bTYPE\s+(.+?)\s*(?:\bCOLLATE\b.*|\bUSING\b.*)?$/is.exec(text() ?? '') ?? []
  return type ?? null
}

const refusing = ['view', 'policy', 'rule', 'generated column', 'partition key']

/** PostgreSQL changes no column that a view or the like is made of. */
function refused(at: StatementAt, change: Change): Draft | null {
  const { index, key, column, shown } = change
  const users = dependentsOf(at.schema, { table: key, column }).filter(({ kind }) => refusing.includes(kind))
  if (users.length === 0) return null
  const words = inWords(users.map((user) => user.words))
  return {
    command: index,
    tables: [key],
    family: 'transaction',
    cost: 'instant',
    title: `Changing the type of ${shown}.${column} fails: ${words} ${users.length === 1 ? 'uses' : 'use'} it`,
    reason: `PostgreSQL changes the type of no column that ${words} ${users.length === 1 ? 'is' : 'are'} made of, whatever the types.`,
    recipe: {
      id: 'recreate-dependents',
      title: `Drop ${words} first, and create ${users.length === 1 ? 'it' : 'them'} again afterwards`,
      steps: [
        { what: `Drop ${words} in the same transaction, before the change.` },
        { what: `Change the type, or take the way over a new column where it writes the table anew.` },
        {
          what: `Create ${users.length === 1 ? 'it' : 'them'} again${users.some(({ kind }) => kind === 'view') ? ', with the same grants' : ''}.`,
        },
      ],
      rewrite: null,
    },
  }
}

/** What everybody has, so that nobody can have given it a cast of his own. */
const builtIn = new Set(
  'int2 int4 int8 numeric float4 float8 bool text varchar bpchar uuid json jsonb bytea date timestamp timestamptz time timetz interval'.split(
    ' ',
  ),
)

/** Without USING, PostgreSQL takes only the casts that it would take in an INSERT. */
function unconverted(
  at: StatementAt,
  { index, key, column, table, command, shown, ...change }: Change,
): Draft | null {
  const definition = command.def && nodeOf(command.def, 'ColumnDef')
  const from = table?.columns.get(column)?.type
  if (!definition || definition.raw_default || !from) return null
  const to = typeOf(definition.typeName, at.schema)
  if ([from, to].some(({ name, array, schema }) => array || schema !== null || !builtIn.has(name)))
    return null
  const { safeCast } = typeChange(from, to, { postgres: at.migration.postgres, schema: at.schema })
  if (safeCast === 'implicit' || safeCast === 'assignment') return null
  return {
    command: index,
    tables: [key],
    family: 'transaction',
    cost: 'instant',
    title: `Changing ${shown}.${column} from ${change.from} to ${change.to} fails: PostgreSQL wants USING for it`,
    reason: `PostgreSQL makes no ${change.to} of ${change.from} by itself, whatever the values. With USING it would write all of ${shown} anew, and nobody could read or write it until that is done.`,
    recipe: recipeFor(change.sql, [{ ...change, index, key, column, table, command, shown }]),
  }
}

function rewritten(changes: Change[], { index, key, shown, sql }: Change): Draft {
  const columns = inWords(changes.map(({ column }) => column))
  const words = changes.map(wordsOf)
  const [first] = words
  const what = words.every((each) => each === first) ? `${columns} ${first}` : columns
  return {
    command: index,
    tables: [key],
    title: `Changing ${what} writes all of ${shown} anew`,
    reason: `PostgreSQL makes each value of ${columns} anew, and with ${changes.length > 1 ? 'them' : 'it'} ${shown} and all its indexes. Nobody can read or write ${shown} until that is done.`,
    recipe: recipeFor(sql, changes),
  }
}

/** What changes: the type, or with the same type the collation or the values. */
function wordsOf({ from, to, command }: Change): string {
  if (from !== to) return `from ${from} to ${to}`
  const { collClause } = (command.def && nodeOf(command.def, 'ColumnDef')) ?? {}
  const collation = texts(collClause?.collname).at(-1)
  return collation === undefined ? 'by USING' : `to the collation ${collation}`
}

function judged(change: Change): Draft {
  return change.from === null ? unknown(change) : kept(change)
}

function unknown(change: Change): Draft {
  const { index, key, column, shown, to, sql } = change
  return {
    command: index,
    tables: [key],
    title: `Changing ${column} to ${to} writes all of ${shown} anew, unless its type now is stored alike`,
    reason: `Which type ${column} has is not known here. Where PostgreSQL stores ${to} in another way, it writes ${shown} and its indexes anew, and nobody can read or write it until that is done.`,
    recipe: recipeFor(sql, [change]),
  }
}

/** The values stay, but what is built on them must be looked at. */
function kept(change: Change): Draft {
  const { index, key, column, shown, work, sql } = change
  const indexes = work.flatMap(({ index: name }) => name ?? [])
  const what = [
    ...(indexes.length > 0 ? [`builds ${inWords(indexes)} again`] : []),
    ...(work.some(({ cost }) => cost === 'scan') ? [`reads all of ${shown} for its CHECK`] : []),
  ]
  return {
    command: index,
    tables: [key],
    title: `Changing ${column} ${wordsOf(change)} ${inWords(what)} while nobody can read or write ${shown}`,
    reason: `The values stay as they are stored, but not all that is built on them. Nobody can read or write ${shown} until that is done.`,
    recipe: recipeFor(sql, [change]),
  }
}

function recipeFor(table: string, changes: readonly Change[]) {
  return replaceColumns(
    table,
    changes.map(({ column, toSql, value }) => ({ column, type: toSql, value })),
  )
}
