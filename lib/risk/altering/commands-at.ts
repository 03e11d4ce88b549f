import type { AlterTableCmd } from 'libpg-query'
import type { Work } from '../../domain/finding'
import { nodeOf } from '../../sql/node-of'
import type { Effect } from '../facts/facts'
import { keyOf } from '../model/lookup'
import type { Table } from '../model/model'
import { nameIn } from '../model/names'
import { effectOf, type StatementAt } from '../rule'
import { commandTexts } from '../words/commands'
import { relationSql, shown } from '../words/names'

/** One command of an ALTER TABLE, with what rules ask about it. */
export interface CommandAt {
  index: number
  command: AlterTableCmd
  effect: Effect
  /** What it reads or writes whole, of tables that are in use. */
  work: Work[]
  /** `schema.name`. */
  key: string
  /** Null: the model does not know it, so it is old and in use. */
  table: Table | null
  /** As the statement names it, for SQL. */
  sql: string
  /** For people. */
  shown: string
  /** Without its schema. */
  name: string
  /** As it was written; null: it cannot be cut out. */
  text(): string | null
  /** Where it stands in the script. */
  position(): number
}

/** The commands of an ALTER TABLE that do something, of the given kinds. None of those of views, indexes or sequences. */
export function commandsAt(at: StatementAt, ...subtypes: string[]): CommandAt[] {
  if (!at.commands.some(({ subtype }) => subtypes.includes(subtype ?? ''))) return []
  return allCommands(at).filter(({ command }) => subtypes.includes(command.subtype ?? ''))
}

/** By statement: many rules ask. */
const known = new WeakMap<StatementAt, CommandAt[]>()

function allCommands(at: StatementAt): CommandAt[] {
  const before = known.get(at)
  if (before) return before
  const all = readCommands(at)
  known.set(at, all)
  return all
}

function readCommands({ tree, facts, commands, schema, statement }: StatementAt): CommandAt[] {
  const alter = nodeOf(tree, 'AlterTableStmt')
  const { relation } = alter ?? {}
  if (alter?.objtype !== 'OBJECT_TABLE' || !relation) return []
  const key = keyOf(schema, relation)
  const table = schema.tables.get(key) ?? null
  const [sql, said, name] = [relationSql(relation), shown(key), nameIn(key)]
  const written = () => commandTexts(statement, relation.location ?? 0)
  return commands.flatMap((command, index) => {
    const effect = effectOf(facts, index)
    if (!effect) return []
    return [
      {
        index,
        command,
        effect,
        work: effect.work.filter(({ fresh }) => !fresh),
        key,
        table,
        sql,
        shown: said,
        name,
        text: () => written()[index]?.text ?? null,
        position: () => written()[index]?.start ?? statement.start,
      },
    ]
  })
}

/** Whether such work is done on a table in use. */
export function does({ work }: CommandAt, ...costs: Work['cost'][]): boolean {
  return work.some(({ cost }) => costs.includes(cost))
}
