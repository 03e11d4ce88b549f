import type { CreateStmt, IndexStmt, Node, PartitionBoundSpec, PartitionCmd } from 'libpg-query'
import type { Recipe, RecipeMigration } from '../../domain/finding'
import { nodeOf } from '../../sql/node-of'
import { defaultPartitionOf } from '../facts/alter-table/partitions'
import { cut, indexName } from '../model/default-names'
import { partitionsOf } from '../model/lookup'
import type { Table } from '../model/model'
import { keyOf, nameIn } from '../model/names'
import type { StatementAt } from '../rule'
import type { UsedTable } from '../tables/used-table'
import { sqlOf } from '../words/expressions'
import { quoteIdent, quoteKey, relationSql, shown, suffixOf } from '../words/names'
import { isNamedBefore } from '../words/statements-naming'
import { tokensOf } from '../words/tokens'
import { canWait } from './can-wait'
import { releases } from './releases'

/** An index on a partitioned table, built partition by partition while others write. */
export function indexOnPartitions(at: StatementAt, index: IndexStmt, parent: Table): Recipe {
  const partitions = partitionsOf(at.schema, parent.key)
  const columns = (index.indexParams ?? []).map((node) =>
    'IndexElem' in node ? (node.IndexElem.name ?? 'expr') : 'expr',
  )
  const name = index.idxname ?? indexName(at.schema, parent, columns, 'idx')
  const definition = definitionOf(at)
  const built = partitions.map((partition) => ({
    partition,
    // As PostgreSQL itself names what CREATE INDEX on the parent makes.
    index: indexName(at.schema, partition, columns, 'idx'),
  }))
  const unique = index.unique ? 'UNIQUE ' : ''
  const onParent = `CREATE ${unique}INDEX ${quoteIdent(name)} ON ONLY ${quoteKey(parent.key)} ${definition};`
  const migrations = built.map(
    ({ partition, index: own }): RecipeMigration => ({
      suffix: suffixOf('create', own),
      sql: `CREATE ${unique}INDEX CONCURRENTLY ${quoteIdent(own)} ON ${quoteKey(partition.key)} ${definition};`,
      release: releases.next,
    }),
  )
  const attach = built.map(
    ({ partition, index: own }) =>
      `ALTER INDEX ${quoteKey(`${parent.schema}.${name}`)} ATTACH PARTITION ${quoteKey(`${partition.schema}.${own}`)};`,
  )
  const known = parent.complete && partitions.length > 0 && definition !== null
  const isFlat = partitions.every(({ kind }) => kind === 'table')
  const plain = !index.if_not_exists || at.schema.complete
  return {
    id: 'index-on-partitions',
    title: 'Build the index partition by partition',
    steps: [
      { what: 'An index on the parent alone, which no partition has yet.', sql: onParent },
      {
        what: 'One on each partition, each in a migration of its own.',
        sql:
          migrations.map(({ sql }) => sql).join('\n') ||
          `CREATE ${unique}INDEX CONCURRENTLY … ON … ${definition};`,
      },
      {
        what: 'Then attach them: the parent’s index is valid with the last.',
        sql: attach.join('\n') || `ALTER INDEX ${quoteIdent(name)} ATTACH PARTITION …;`,
      },
    ],
    rewrite:
      known &&
      isFlat &&
      plain &&
      canWait(at, { names: [name], table: parent.key, columns, unique: index.unique === true })
        ? {
            command: null,
            instead: onParent.slice(0, -1),
            before: [],
            after: [
              ...migrations,
              { suffix: suffixOf('attach', name), sql: attach.join('\n'), release: releases.next },
            ],
          }
        : null,
  }
}

/** What stands after the table's name: `USING btree (at) WHERE …`. */
function definitionOf({ statement }: StatementAt): string | null {
  const tokens = tokensOf(statement)
  const on = tokens.findIndex(({ text }) => /^on$/i.test(text))
  const from = tokens.findIndex(({ text }, at) => at > on && (text === '(' || /^using$/i.test(text)))
  const first = tokens[from]
  return on < 0 || !first ? null : statement.text.slice(first.start)
}

/** A partition that is made apart and then attached, which lets others go on using its parent. */
export function createThenAttach(at: StatementAt, create: CreateStmt, parent: UsedTable): Recipe | null {
  const { relation, partbound, partspec, tableElts, options, tablespacename, accessMethod } = create
  const [first] = create.inhRelations ?? []
  const written = first && nodeOf(first, 'RangeVar')
  const bound = boundOf(at)
  if (!relation || !written || !partbound || bound === null) return null
  const [own, of] = [relationSql(relation), relationSql(written)]
  const made = `CREATE TABLE ${own} (LIKE ${of} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED INCLUDING STORAGE INCLUDING COMPRESSION)`
  const attached = `ALTER TABLE ${of} ATTACH PARTITION ${own} ${bound}`
  const standard = defaultPartitionOf(at.schema, parent.key)
  const plain = !partspec && !tableElts?.length && !options?.length && !tablespacename && !accessMethod
  const known = parent.table?.complete === true && !create.if_not_exists && standard === null
  return {
    id: 'create-then-attach',
    title: 'Make the partition apart, then attach it',
    steps: [
      { what: 'A table of its own, of which nobody knows yet.', sql: `${made};` },
      { what: `Attached, it becomes a partition; others go on using ${parent.name}.`, sql: `${attached};` },
      ...(standard === null ? [] : [defaultStep(standard)]),
    ],
    rewrite:
      plain && known ? { command: null, instead: `${made};\n${attached}`, before: [], after: [] } : null,
  }
}

/** A validated check proves that a table's rows fit, so that ATTACH reads none of them. */
export function proveThenAttach(at: StatementAt, command: PartitionCmd, parent: Table | null): Recipe | null {
  const { name: relation, bound } = command
  const check = relation && bound ? boundCheck(at, bound, parent) : null
  if (!relation || check === null) return null
  const key = keyOf(at.schema, relation)
  const table = relationSql(relation)
  const constraint = quoteIdent(`${cut(nameIn(key), 56)}_bounds`)
  const add = `ALTER TABLE ${table} ADD CONSTRAINT ${constraint} CHECK (${check}) NOT VALID;`
  const validate = `ALTER TABLE ${table} VALIDATE CONSTRAINT ${constraint};`
  const drop = `ALTER TABLE ${table} DROP CONSTRAINT ${constraint}`
  const untouched = !isNamedBefore(at, nameIn(key))
  const standard = parent && defaultPartitionOf(at.schema, parent.key)
  return {
    id: 'prove-then-attach',
    title: 'Prove first that the rows fit, then attach',
    steps: [
      { what: 'A check that says what the partition’s bounds say; no row is read yet.', sql: add },
      { what: 'In a migration of its own, check the rows while others read and write.', sql: validate },
      { what: 'Then attach: PostgreSQL sees that the check proves it.', sql: `${at.statement.text};` },
      { what: 'The check is not needed any more.', sql: `${drop};` },
      ...(standard ? [defaultStep(standard)] : []),
    ],
    rewrite:
      untouched && !standard
        ? {
            command: null,
            instead: `${at.statement.text};\n${drop}`,
            before: [
              { suffix: suffixOf('check', nameIn(key), 'bounds'), sql: add, release: releases.before },
              {
                suffix: suffixOf('validate', nameIn(key), 'bounds'),
                sql: validate,
                release: releases.before,
              },
            ],
            after: [],
          }
        : null,
  }
}

function defaultStep(standard: string): Recipe['steps'][number] {
  return {
    what: `${shown(standard)} is read whole, unless a validated check on it says that none of its rows belongs into the new partition: add that check before, and drop it afterwards.`,
  }
}

/** `FOR VALUES …` or `DEFAULT`, as it was written. */
function boundOf({ statement }: StatementAt): string | null {
  const found = /\b(for\s+values\b[\s\S]*|default)\s*$/i.exec(statement.text)
  return found?.[1] ?? null
}

/** Null where the partition key is not one known column, or the bounds are no plain range or list. */
function boundCheck(at: StatementAt, bound: PartitionBoundSpec, parent: Table | null): string | null {
  const [column, ...more] = parent?.partitionKey ?? []
  if (!column || more.length > 0 || bound.is_default) return null
  const name = quoteIdent(column)
  const texts = (nodes: Node[] | undefined) => (nodes ?? []).map((node) => sqlOf(at.statement, node))
  const present = `${name} IS NOT NULL`
  if (bound.strategy === 'l') {
    const values = texts(bound.listdatums)
    if (values.some((value) => value === null || /^null$/i.test(value))) return null
    return `${present} AND ${name} IN (${values.join(', ')})`
  }
  if (bound.strategy !== 'r') return null
  const [from] = texts(bound.lowerdatums)
  const [to] = texts(bound.upperdatums)
  if (!from || !to) return null
  const lower = /^minvalue$/i.test(from) ? [] : [`${name} >= ${from}`]
  const upper = /^maxvalue$/i.test(to) ? [] : [`${name} < ${to}`]
  return [present, ...lower, ...upper].join(' AND ')
}
