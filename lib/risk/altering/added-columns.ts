import type { ColumnDef, Constraint } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { domainOf, isSerial } from '../facts/new-values'
import { kindOfDefault } from '../model/expressions'
import type { SchemaModel } from '../model/model'
import type { StatementAt } from '../rule'
import { type CommandAt, commandsAt } from './commands-at'

/** A column that an ALTER TABLE adds. */
export interface AddedColumn extends CommandAt {
  definition: ColumnDef
  column: string
  constraints: Constraint[]
}

/** By statement: many rules ask. */
const known = new WeakMap<StatementAt, AddedColumn[]>()

export function addedColumns(at: StatementAt): AddedColumn[] {
  const before = known.get(at)
  if (before) return before
  const added = readAddedColumns(at)
  known.set(at, added)
  return added
}

function readAddedColumns(at: StatementAt): AddedColumn[] {
  return commandsAt(at, 'AT_AddColumn').flatMap((each) => {
    const definition = each.command.def && nodeOf(each.command.def, 'ColumnDef')
    if (!definition?.colname) return []
    const isThere = each.table?.columns.has(definition.colname)
    if (isThere && each.command.missing_ok) return []
    const constraints = (definition.constraints ?? []).flatMap((node) => nodeOf(node, 'Constraint') ?? [])
    return [{ ...each, definition, column: definition.colname, constraints }]
  })
}

export function constraintOf(
  { constraints }: AddedColumn,
  contype: Constraint['contype'],
): Constraint | undefined {
  return constraints.find((each) => each.contype === contype)
}

export type ReasonToRewrite = 'serial' | 'identity' | 'generated' | 'default' | 'domain'

/** Why a new column makes PostgreSQL write all rows anew, the first of possibly several; null: it need not. */
export function reasonToRewrite(added: AddedColumn, schema: SchemaModel): ReasonToRewrite | null {
  const { definition } = added
  if (isSerial(definition.typeName)) return 'serial'
  if (constraintOf(added, 'CONSTR_IDENTITY')) return 'identity'
  const generated = constraintOf(added, 'CONSTR_GENERATED')
  if (generated) return generated.generated_kind === 'v' ? null : 'generated'
  const given = constraintOf(added, 'CONSTR_DEFAULT')?.raw_expr
  if (given && ['volatile', 'serial'].includes(kindOfDefault(given, schema))) return 'default'
  const domain = domainOf(definition.typeName, schema)
  return domain && (domain.notNull || domain.checks.size > 0) ? 'domain' : null
}

/** Whether the rows that are there get a value from it. */
export function fillsItself(added: AddedColumn, schema: SchemaModel): boolean {
  const { definition } = added
  if (isSerial(definition.typeName) || constraintOf(added, 'CONSTR_IDENTITY')) return true
  if (constraintOf(added, 'CONSTR_GENERATED')) return true
  const given = constraintOf(added, 'CONSTR_DEFAULT')?.raw_expr
  return given !== undefined && kindOfDefault(given, schema) !== 'none'
}

/** A constraint beside a column with what the parser keeps beside it: whether it is DEFERRABLE. */
export function withAttributes({ constraints }: AddedColumn, constraint: Constraint): Constraint {
  const after = constraints.slice(constraints.indexOf(constraint) + 1)
  const end = after.findIndex(({ contype }) => !contype?.startsWith('CONSTR_ATTR_'))
  const attributes = (end < 0 ? after : after.slice(0, end)).map(({ contype }) => contype)
  const initdeferred = attributes.includes('CONSTR_ATTR_DEFERRED')
  return {
    ...constraint,
    deferrable: initdeferred || attributes.includes('CONSTR_ATTR_DEFERRABLE'),
    initdeferred,
  }
}
