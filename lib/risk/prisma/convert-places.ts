import type { RewrittenPlace } from '../../domain/finding'
import { nodeOf } from '../../sql/node-of'
import type { MigrationAt } from '../rule'
import { commandTexts } from '../words/commands'
import { sqlOf } from '../words/expressions'
import { quoteIdent } from '../words/names'
import type { ColumnAgain } from './column-renames'
import { conversionOf } from './conversions'
import { constraintsOver, indexesOver, isPlain } from './over-columns'

type Script = Pick<MigrationAt, 'statements' | 'before' | 'schema'>

export interface Conversion {
  /** As it is written in the script. */
  type: string
  /** `ALTER COLUMN … TYPE … USING …`; null: no cast does it. */
  command: string | null
  /** Null: more hangs on the column than its values. */
  places: RewrittenPlace[] | null
}

/** What to write instead of dropping a column and adding it again with another type. */
export function convertPlaces(migration: Script, { from, to }: ColumnAgain): Conversion {
  const { column } = from
  const type = typeSql(migration, to.statement, to.command) ?? to.type.name
  const name = quoteIdent(from.name)
  const value = column && conversionOf(migration.schema, column.type, to.type, { name, type })
  if (!column || !value || column.serial || to.serial || column.generated || column.identity)
    return { type, command: null, places: null }
  const statement = migration.statements[to.statement]
  const given = to.default && statement ? sqlOf(statement, to.default) : null
  const commands = [
    ...(column.default ? [`ALTER COLUMN ${name} DROP DEFAULT`] : []),
    `ALTER COLUMN ${name} TYPE ${type} USING ${value}`,
    ...(given === null ? [] : [`ALTER COLUMN ${name} SET DEFAULT ${given}`]),
    ...(column.notNull === to.notNull
      ? []
      : [`ALTER COLUMN ${name} ${to.notNull ? 'SET' : 'DROP'} NOT NULL`]),
  ]
  const table = migration.before.tables.get(from.table)
  const alone =
    table?.complete === true &&
    indexesOver(table, new Set([from.name])).length === 0 &&
    constraintsOver(table, new Set([from.name])).length === 0 &&
    isPlain(to) &&
    (to.default === null || given !== null)
  return {
    type,
    command: `ALTER COLUMN ${name} TYPE ${type} USING ${value}`,
    places: alone
      ? [
          { statement: from.statement, command: from.command, instead: '' },
          { statement: to.statement, command: to.command, instead: commands.join(',\n') },
        ]
      : null,
  }
}

function typeSql({ statements }: Script, index: number, command: number): string | null {
  const statement = statements[index]
  const alter = statement?.tree && nodeOf(statement.tree, 'AlterTableStmt')
  const node = alter?.cmds?.[command]
  const found = node && nodeOf(node, 'AlterTableCmd')
  const definition = found?.def && nodeOf(found.def, 'ColumnDef')
  if (!statement || !alter?.relation || definition?.typeName?.location === undefined) return null
  const text = commandTexts(statement, alter.relation.location ?? 0)[command]
  if (!text) return null
  const ends = (definition.constraints ?? []).flatMap((each) => {
    const { location } = nodeOf(each, 'Constraint') ?? {}
    return location === undefined ? [] : [statement.indexAt(location)]
  })
  const start = statement.indexAt(definition.typeName.location) - text.start
  return text.text.slice(start, Math.min(text.end, ...ends) - text.start).trim()
}
