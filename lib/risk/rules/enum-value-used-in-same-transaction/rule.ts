import type { Node, TypeCast } from 'libpg-query'
import type { Recipe } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import type { ParsedStatement } from '../../../sql/parse'
import type { Column } from '../../model/model'
import { keyOf, schemaOf, typeKeyOf } from '../../model/names'
import { walk } from '../../model/walk'
import { ownMigration } from '../../recipes/own-migration'
import { releases } from '../../recipes/releases'
import type { Rule, RuleMeta, StatementAt } from '../../rule'
import { shown, suffixOf } from '../../words/names'

const meta: RuleMeta = {
  id: 'enum-value-used-in-same-transaction',
  title: 'A new enum value used before it is committed',
  family: 'transaction',
  severity: 'danger',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'A value that ALTER TYPE … ADD VALUE adds to an enum can be used only after its transaction has committed: “unsafe use of new value”. That holds for rows and for defaults, checks and index conditions. From PostgreSQL 17 on, a value of a type that the same transaction created may be used at once.',
  safe: [
    { what: 'Add the value in one migration.', sql: "ALTER TYPE status ADD VALUE 'archived';" },
    { what: 'Use it in the next.', sql: "ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'archived';" },
  ],
}

interface Added {
  /** Key of the type. */
  type: string
  value: string
  by: ParsedStatement
  /** The script creates the type, too: nothing can come before it. */
  fresh: boolean
}

export const enumValueUsedInSameTransaction: Rule = {
  meta,
  nodes: ['*'],
  check(at) {
    if (at.transaction === null || at.statement.node === 'AlterEnumStmt') return []
    const used = addedBefore(at).find((added) => uses(at, added))
    if (!used) return []
    const { type, value, by, fresh } = used
    const name = shown(type)
    return [
      {
        title: `Fails: the value '${value}' of ${name} is used before it is committed`,
        reason: `The same transaction adds '${value}' on line ${by.line}, and PostgreSQL refuses to use it until that has committed.`,
        tables: [],
        recipe: fresh ? ownMigration(at, tableOf(at)) : addFirst(at, by, value),
      },
    ]
  },
}

/** The value in a migration before this one. */
function addFirst({ statement }: StatementAt, by: ParsedStatement, value: string): Recipe {
  const sql = `${by.text};`
  return {
    id: 'own-migration',
    title: 'Add the value first',
    steps: [{ what: 'A migration of its own, before this one, adds the value and commits it.', sql }],
    rewrite: {
      command: null,
      instead: statement.text,
      before: [{ suffix: suffixOf('add', value), sql, release: releases.before }],
      after: [],
      elsewhere: [{ statement: by.index, command: null, instead: '' }],
    },
  }
}

/** What the transaction has added to types that it did not create. */
function addedBefore(at: StatementAt): Added[] {
  const earlier = at.migration.walked.filter(({ transaction }) => transaction === at.transaction)
  if (!earlier.some(({ statement }) => statement.node === 'AlterEnumStmt')) return []
  const known = new Set(
    [...at.migration.before.types.values()].flatMap(({ key, labels }) =>
      labels.map(({ label }) => `${key} ${label}`),
    ),
  )
  const created = new Set<string>()
  return earlier.flatMap(({ tree, statement }): Added[] => {
    const type = tree && nodeOf(tree, 'CreateEnumStmt')?.typeName
    if (type) created.add(typeKeyOf(at.schema, texts(type)))
    const { newVal, oldVal, typeName } = (tree && nodeOf(tree, 'AlterEnumStmt')) ?? {}
    if (!newVal || oldVal || !typeName) return []
    const key = typeKeyOf(at.schema, texts(typeName))
    const isFree = at.migration.postgres >= 17 && created.has(key)
    return isFree || known.has(`${key} ${newVal}`)
      ? []
      : [{ type: key, value: newVal, by: statement, fresh: created.has(key) }]
  })
}

/** A text that may become the value: in a cast to the type, or beside a column of it. */
function uses(at: StatementAt, { type, value }: Added): boolean {
  const { tree } = at
  const code = nodeOf(tree, 'DoStmt') ? at.statement.text : sqlFunction(tree)
  if (code !== null) return code.includes(`'${value.replaceAll("'", "''")}'`)
  // What is only stored, or written into another enum.
  if (['CreateFunctionStmt', 'CommentStmt', 'CreateEnumStmt'].includes(at.statement.node ?? '')) return false
  let literal = false
  let speaksOfType = false
  let unknown = false
  walk(tree, (name, inner) => {
    if (name === 'A_Const' && (inner as { sval?: { sval?: string } }).sval?.sval === value) literal = true
    if (name === 'TypeCast') {
      const names = (inner as TypeCast).typeName?.names
      if (names && typeKeyOf(at.schema, texts(names)) === type) speaksOfType = true
    }
    if (name === 'RangeVar') see(inner as Parameters<typeof keyOf>[1])
    return undefined
  })
  const direct = Object.values(tree)[0] as { relation?: Parameters<typeof keyOf>[1] } | undefined
  if (direct?.relation) see(direct.relation)
  return literal && (speaksOfType || unknown)

  function see(named: Parameters<typeof keyOf>[1]) {
    const table = at.schema.tables.get(keyOf(at.schema, named))
    if (!table?.complete) unknown ||= !table || table.columns.size === 0
    for (const column of table?.columns.values() ?? []) if (isOf(column, type)) speaksOfType = true
  }
}

function isOf({ type: { schema, name } }: Column, key: string): boolean {
  return key === `${schema ?? schemaOf(key)}.${name}`
}

/** The body of a function in SQL, which PostgreSQL reads when it is created. */
function sqlFunction(tree: Node): string | null {
  const options = (nodeOf(tree, 'CreateFunctionStmt')?.options ?? []).flatMap(
    (node) => nodeOf(node, 'DefElem') ?? [],
  )
  const language = options.find(({ defname }) => defname === 'language')?.arg
  if (!language || nodeOf(language, 'String')?.sval?.toLowerCase() !== 'sql') return null
  const body = options.find(({ defname }) => defname === 'as')?.arg
  return body ? JSON.stringify(body) : null
}

function texts(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => nodeOf(node, 'String')?.sval ?? []).filter((name) => name !== '')
}

function tableOf({ tree, schema }: StatementAt): string | null {
  const { relation } = (Object.values(tree)[0] ?? {}) as { relation?: Parameters<typeof keyOf>[1] }
  return relation ? keyOf(schema, relation) : null
}
