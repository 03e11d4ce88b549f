import { nodeOf } from '../../../sql/node-of'
import { keyOf, typeKeyOf } from '../../model/lookup'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { oldTable } from '../../tables/old-table'
import { columnsOfType, standingOn, standingOnColumn } from '../../tables/standing-dependents'
import { droppedRelations } from '../../words/dropped'
import { inWords, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'drop-cascade',
  title: 'CASCADE drops more than the statement names',
  family: 'loses_data',
  severity: 'warning',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'possible',
  breaksApp: true,
  versions: null,
  why: 'CASCADE drops whatever depends on the thing: views, foreign keys of other tables, defaults, triggers, and of a type every column that has it. The script does not say what that is, and it may be more on another database than on the one where somebody tried it.',
  safe: [
    {
      what: 'Name what depends on it and drop that first, so that the script says what it does.',
      sql: 'DROP VIEW order_totals;',
    },
    {
      what: 'Drop without CASCADE: PostgreSQL refuses if something was forgotten.',
      sql: 'DROP TABLE orders;',
    },
  ],
}

export const dropCascade: Rule = {
  meta,
  nodes: ['DropStmt', 'AlterTableStmt'],
  commands: ['AT_DropColumn', 'AT_DropConstraint'],
  check(at) {
    return [...statements(at), ...commands(at)]
  },
}

function statements(at: StatementAt): Draft[] {
  const statement = nodeOf(at.tree, 'DropStmt')
  // Of a schema, everything in it is meant: another rule.
  if (statement?.behavior !== 'DROP_CASCADE' || statement.removeType === 'OBJECT_SCHEMA') return []
  const { removeType = '' } = statement
  const names = droppedRelations(statement)
  const { schema } = at
  if (['OBJECT_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_FOREIGN_TABLE'].includes(removeType)) {
    const keys = names.map((each) => keyOf(schema, each))
    const things = keys.map((key) => schema.tables.get(key) ?? schema.views.get(key) ?? null)
    if (things.every((thing) => (thing ? at.isFresh(thing) : schema.complete))) return []
    return drafted(
      at,
      inWords(keys.map(shown)),
      standingOn(schema, keys).map(({ words }) => words),
      keys,
      null,
    )
  }
  if (removeType === 'OBJECT_TYPE' || removeType === 'OBJECT_DOMAIN') {
    const keys = names.map((each) => typeKeyOf(schema, each))
    if (keys.every((key) => at.isFresh(schema.types.get(key)))) return []
    const used = keys.flatMap((key) => columnsOfType(schema, key))
    const words = used.map(({ table, column }) => `the column ${shown(table)}.${column}`)
    const tables = [...new Set(used.map(({ table }) => table))]
    const drafts = drafted(at, inWords(keys.map(shown)), words, tables, null)
    return used.length > 0
      ? drafts.map((draft) => ({ ...draft, severity: 'danger', dataLoss: 'certain' }))
      : drafts
  }
  return others(at, names)
}

/** Functions, sequences, extensions and the like: what uses them stands in expressions that may say it in many ways. */
function others(at: StatementAt, names: string[][]): Draft[] {
  const { schema } = at
  const last = names.map((each) => each.at(-1) ?? '')
  const used = [...schema.tables.values()].flatMap((table) => [
    ...[...table.columns.values()]
      .filter(({ default: value, generated }) => mentions([value, generated?.expression], last))
      .map(({ name }) => `the default of ${shown(table.key)}.${name}`),
    ...[...table.triggers.values()]
      .filter((trigger) => last.includes(trigger.function.split('.').at(-1) ?? ''))
      .map(({ name }) => `trigger ${name} of ${shown(table.key)}`),
    ...[...table.constraints.values()]
      .filter(({ expression }) => mentions([expression], last))
      .map(({ name }) => `check ${name} of ${shown(table.key)}`),
  ])
  const allFresh = names.every((each) => {
    const key = keyOf(schema, each)
    return at.isFresh(schema.functions.get(key) ?? schema.sequences.get(key))
  })
  return allFresh ? [] : drafted(at, inWords(last), used, [], null)
}

function mentions(trees: readonly unknown[], names: readonly string[]): boolean {
  return trees.some((tree) => {
    const text = tree ? JSON.stringify(tree) : ''
    return names.some((name) => text.includes(`"sval":${JSON.stringify(name)}`))
  })
}

function commands(at: StatementAt): Draft[] {
  const statement = nodeOf(at.tree, 'AlterTableStmt')
  const old = statement ? oldTable(at, statement.relation) : null
  if (!old) return []
  return at.commands.flatMap(({ subtype, name = '', behavior }, command): Draft[] => {
    if (behavior !== 'DROP_CASCADE') return []
    const { key } = old
    if (subtype === 'AT_DropColumn') {
      const standing = standingOnColumn(at.schema, { table: key, column: name }, at.migration.postgres)
      return drafted(
        at,
        `${old.name}.${name}`,
        standing.map(({ words }) => words),
        [key],
        command,
      )
    }
    return subtype === 'AT_DropConstraint'
      ? drafted(at, `${name} of ${old.name}`, pointingAt(at, key, name), [key], command)
      : []
  })
}

/** Foreign keys that need the columns of a constraint to be unique. */
function pointingAt({ schema }: StatementAt, key: string, constraint: string): string[] {
  const columns = schema.tables.get(key)?.constraints.get(constraint)?.columns ?? []
  return [...schema.tables.values()].flatMap((table) =>
    [...table.constraints.values()]
      .filter(({ references }) => references?.table === key && references.columns.join() === columns.join())
      .map(({ name }) => `foreign key ${name} of ${shown(table.key)}`),
  )
}

/** Silent where it is known that nothing depends on it. */
function drafted(
  at: StatementAt,
  what: string,
  used: string[],
  tables: string[],
  command: number | null,
): Draft[] {
  const all = [...new Set(used)]
  if (all.length === 0 && at.schema.complete) return []
  const onlyKeys = all.length > 0 && all.every((words) => words.startsWith('foreign key '))
  const named = inWords(all.length > 5 ? [...all.slice(0, 4), `${all.length - 4} more`] : all)
  return [
    {
      title: named
        ? `CASCADE drops ${named} along with ${what}`
        : `CASCADE drops whatever depends on ${what}`,
      reason: onlyKeys
        ? `The statement does not name it: rows may point nowhere from then on, and nothing says so.`
        : named
          ? 'The statement does not name them, and running code that uses them fails.'
          : 'The script does not say what that is: views, foreign keys of other tables, columns. It may differ from database to database.',
      tables,
      command,
      ...(onlyKeys ? { family: 'integrity' as const, dataLoss: 'none' as const, breaksApp: false } : {}),
    },
  ]
}
