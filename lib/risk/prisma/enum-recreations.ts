import { nodeOf } from '../../sql/node-of'
import { typeKeyOf } from '../model/lookup'
import type { UserType } from '../model/model'
import { newKeyOf, schemaOf, texts } from '../model/names'
import type { MigrationAt } from '../rule'
import { alterCommands, type CommandAt } from './changed-columns'

/** An enum that is built anew: a new type, every column moved over to it, the old type dropped, the name taken over. */
export interface EnumRecreation {
  /** `schema.name` that it had and has again. */
  key: string
  /** Null: the model does not know it. */
  old: UserType | null
  labels: string[]
  /** Index of CREATE TYPE, and the last index that belongs to it. */
  create: number
  /** Columns that are moved over. */
  columns: (CommandAt & { column: string })[]
  /** Indices of all statements that belong to it, in order; BEGIN and COMMIT too, where they enclose nothing else. */
  statements: number[]
}

type Script = Pick<MigrationAt, 'statements' | 'before'>

const known = new WeakMap<object, EnumRecreation[]>()

/** As Prisma writes the removal and the renaming of a value. */
export function enumRecreations(migration: Script): EnumRecreation[] {
  const found = known.get(migration) ?? find(migration)
  known.set(migration, found)
  return found
}

/** Whether a command moves a column over to an enum that is built anew. */
export function isEnumMove(migration: Script, statement: number, command: number | null): boolean {
  return enumRecreations(migration).some(({ columns }) =>
    columns.some((each) => each.statement === statement && each.command === command),
  )
}

function find({ statements, before }: Script): EnumRecreation[] {
  if (!statements.some(({ node }) => node === 'CreateEnumStmt')) return []
  const renames = typeRenames({ statements, before })
  return renames.flatMap((taken) => {
    // `E_new` becomes `E`, which stood aside before, by RENAME or by DROP.
    const create = statements.find(({ tree }) => {
      const made = tree && nodeOf(tree, 'CreateEnumStmt')
      return made && newKeyOf(before, texts(made.typeName)) === taken.from
    })
    const made = create?.tree && nodeOf(create.tree, 'CreateEnumStmt')
    if (!create || !made || create.index > taken.at) return []
    const aside = renames.find((each) => each.from === taken.to && each.at < taken.at)
    const drop = statements.find(({ tree }) => dropsType(tree, aside?.to ?? taken.to, before))
    if (!drop) return []
    const moved = columnsMovedTo({ statements, before }, taken.from)
    const own = [
      create.index,
      ...moved.map(({ statement }) => statement),
      ...(aside ? [aside.at] : []),
      taken.at,
      drop.index,
    ]
    const all = [...new Set([...own, ...defaultsOf({ statements, before }, moved)])].sort((a, b) => a - b)
    return [
      {
        key: taken.to,
        old: before.types.get(taken.to) ?? null,
        labels: texts(made.vals),
        create: create.index,
        columns: moved,
        statements: withTransaction({ statements, before }, all),
      },
    ]
  })
}

function typeRenames({ statements, before }: Script): { at: number; from: string; to: string }[] {
  return statements.flatMap(({ tree, index }) => {
    const rename = tree && nodeOf(tree, 'RenameStmt')
    if (rename?.renameType !== 'OBJECT_TYPE' || !rename.object) return []
    const from = typeKeyOf(before, texts(nodeOf(rename.object, 'List')?.items))
    return [{ at: index, from, to: `${schemaOf(from)}.${rename.newname ?? ''}` }]
  })
}

function dropsType(
  tree: Script['statements'][number]['tree'],
  key: string,
  before: Script['before'],
): boolean {
  const drop = tree && nodeOf(tree, 'DropStmt')
  if (drop?.removeType !== 'OBJECT_TYPE') return false
  return (drop.objects ?? []).some((object) => {
    const names = nodeOf(object, 'TypeName')?.names ?? nodeOf(object, 'List')?.items ?? []
    return typeKeyOf(before, names) === key
  })
}

function columnsMovedTo({ statements, before }: Script, type: string): EnumRecreation['columns'] {
  return alterCommands(statements, before).flatMap(({ at, command }) => {
    const names = (command.def && nodeOf(command.def, 'ColumnDef'))?.typeName?.names
    if (command.subtype !== 'AT_AlterColumnType' || !names || typeKeyOf(before, names) !== type) return []
    return [{ ...at, column: command.name ?? '' }]
  })
}

/** Defaults that are taken away and given back around it, alone in their statements. */
function defaultsOf({ statements, before }: Script, moved: EnumRecreation['columns']): number[] {
  return alterCommands(statements, before).flatMap(({ at, alter, command }) => {
    const isOf = moved.some(({ table, column }) => table === at.table && column === command.name)
    return command.subtype === 'AT_ColumnDefault' && isOf && alter.cmds?.length === 1 ? [at.statement] : []
  })
}

function withTransaction({ statements }: Script, own: number[]): number[] {
  const [first = 0, last = 0] = [own[0], own.at(-1)]
  const kind = (index: number) => {
    const tree = statements[index]?.tree
    return tree ? nodeOf(tree, 'TransactionStmt')?.kind : undefined
  }
  const encloses =
    kind(first - 1) === 'TRANS_STMT_BEGIN' &&
    kind(last + 1) === 'TRANS_STMT_COMMIT' &&
    own.length === last - first + 1
  return encloses ? [first - 1, ...own, last + 1] : own
}
