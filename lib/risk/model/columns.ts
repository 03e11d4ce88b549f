import type { ColumnDef, Constraint as ConstraintNode, Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { sequenceName } from './default-names'
import type { Column, Origin, SchemaModel, Table } from './model'
import { texts } from './names'
import { typeOf } from './types'

const serialTypes: Record<string, string> = {
  serial: 'int4',
  serial4: 'int4',
  bigserial: 'int8',
  serial8: 'int8',
  smallserial: 'int2',
  serial2: 'int2',
}

export interface DefinedColumn {
  column: Column
  /** Those that are constraints of the table, with the column's name. */
  constraints: { node: ConstraintNode; column: string }[]
  /** A sequence of that name comes with it. */
  sequence: string | null
}

/** The column as it is written; its sequence, where it brings one, is yet to be added to the model. */
export function columnOfDefinition(
  schema: SchemaModel,
  table: Table,
  definition: ColumnDef,
  origin: Origin,
): DefinedColumn {
  const name = definition.colname ?? ''
  const type = typeOf(definition.typeName, schema)
  const serialOf = type.schema === null ? serialTypes[type.name] : undefined
  const column: Column = {
    name,
    type: serialOf ? { ...type, name: serialOf } : type,
    notNull: serialOf !== undefined || definition.is_not_null === true,
    default: definition.raw_default ?? null,
    serial: serialOf !== undefined,
    identity: null,
    generated: null,
    collation: collationOf(texts(definition.collClause?.collname)),
    born: origin,
  }
  const constraints: DefinedColumn['constraints'] = []
  for (const each of definition.constraints ?? []) {
    const node = nodeOf(each, 'Constraint')
    if (node && !settle(column, node)) constraints.push({ node, column: name })
  }
  const brings = column.serial || column.identity !== null
  const sequence = brings ? sequenceName(schema, table, name) : null
  if (column.serial && sequence) column.default = nextValue(`${table.schema}.${sequence}`)
  return { column, constraints, sequence }
}

/** Takes what is an attribute of the column itself; false: it is a constraint of the table. */
function settle(column: Column, node: ConstraintNode): boolean {
  switch (node.contype) {
    case 'CONSTR_NULL':
      return true
    case 'CONSTR_NOTNULL':
      column.notNull = true
      return true
    case 'CONSTR_DEFAULT':
      column.default = node.raw_expr ?? null
      return true
    case 'CONSTR_IDENTITY':
      column.identity = identityOf(node)
      column.notNull = true
      return true
    case 'CONSTR_GENERATED':
      column.generated = {
        kind: node.generated_kind === 'v' ? 'virtual' : 'stored',
        expression: node.raw_expr ?? null,
      }
      return true
    case 'CONSTR_PRIMARY':
      column.notNull = true
      return false
    case 'CONSTR_CHECK':
    case 'CONSTR_UNIQUE':
    case 'CONSTR_EXCLUSION':
    case 'CONSTR_FOREIGN':
      return false
    default:
      return true
  }
}

export function identityOf(node: ConstraintNode): 'always' | 'by default' {
  return node.generated_when === 'a' ? 'always' : 'by default'
}

/** Null: what the type has anyway. */
export function collationOf(written: string[]): string | null {
  const names = written[0] === 'pg_catalog' ? written.slice(1) : written
  return names.length === 0 || names.join('.') === 'default' ? null : names.join('.')
}

function nextValue(sequence: string): Node {
  return {
    FuncCall: {
      funcname: [{ String: { sval: 'nextval' } }],
      args: [
        {
          TypeCast: {
            arg: { A_Const: { sval: { sval: sequence } } },
            typeName: { names: [{ String: { sval: 'regclass' } }], typemod: -1 },
          },
        },
      ],
      funcformat: 'COERCE_EXPLICIT_CALL',
    },
  }
}
