import type { AlterTableCmd, TypeName } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { collationOf, columnOfDefinition, identityOf } from './columns'
import { addConstraints } from './constraints'
import { ownSequence } from './create-table'
import { sequenceName } from './default-names'
import { editColumn, unknownColumn } from './editing'
import { sequenceOfDefault } from './expressions'
import type { Origin, SchemaModel, Table } from './model'
import { keyOf, partsOfText, texts } from './names'
import { typeOf } from './types'

export function addColumn(
  schema: SchemaModel,
  table: Table,
  { def, missing_ok }: AlterTableCmd,
  origin: Origin,
): void {
  const definition = def && nodeOf(def, 'ColumnDef')
  if (!definition?.colname) return
  if (missing_ok && table.columns.has(definition.colname)) return
  const defined = columnOfDefinition(schema, table, definition, origin)
  table.columns.set(defined.column.name, defined.column)
  addConstraints(schema, table, defined.constraints, { origin, creating: false })
  if (defined.sequence) ownSequence(schema, table, defined.column.name, defined.sequence, origin)
}

export function alterColumn(
  schema: SchemaModel,
  table: Table,
  { subtype, name = '', def, missing_ok }: AlterTableCmd,
  origin: Origin,
): void {
  switch (subtype) {
    case 'AT_SetNotNull':
      setNotNull(table, name)
      return
    case 'AT_DropNotNull':
      editColumn(table, name, { notNull: false })
      for (const constraint of table.constraints.values()) {
        if (constraint.kind === 'not null' && constraint.columns[0] === name)
          table.constraints.delete(constraint.name)
      }
      return
    case 'AT_ColumnDefault': {
      const sequence = sequenceOfDefault(def)
      const owner = sequence ? schema.sequences.get(keyOf(schema, partsOfText(sequence))) : null
      const serial = owner?.ownedBy?.table === table.key && owner.ownedBy.column === name
      editColumn(table, name, { default: def ?? null, serial })
      return
    }
    case 'AT_AlterColumnType': {
      const definition = def && nodeOf(def, 'ColumnDef')
      if (!definition) return
      const type = typeOf(definition.typeName, schema)
      if (!table.columns.has(name)) table.columns.set(name, unknownColumn(name))
      keepOldDefault(table, name, definition.typeName)
      editColumn(table, name, { type, collation: collationOf(texts(definition.collClause?.collname)) })
      return
    }
    case 'AT_SetExpression': {
      const kind = table.columns.get(name)?.generated?.kind ?? 'stored'
      editColumn(table, name, { generated: { kind, expression: def ?? null } })
      return
    }
    case 'AT_DropExpression':
      editColumn(table, name, { generated: null })
      return
    case 'AT_AddIdentity': {
      const node = def && nodeOf(def, 'Constraint')
      const column = table.columns.get(name)
      if (!node || !column || column.identity) return
      editColumn(table, name, { identity: identityOf(node) })
      ownSequence(schema, table, name, sequenceName(schema, table, name), origin)
      return
    }
    case 'AT_SetIdentity': {
      const options = (def && nodeOf(def, 'List')?.items) ?? []
      for (const option of options) {
        const element = nodeOf(option, 'DefElem')
        if (element?.defname !== 'generated' || !element.arg) continue
        // The letter of `attidentity`, as its code.
        const always = nodeOf(element.arg, 'Integer')?.ival === 'a'.charCodeAt(0)
        editColumn(table, name, { identity: always ? 'always' : 'by default' })
      }
      return
    }
    case 'AT_DropIdentity':
      if (missing_ok && !table.columns.get(name)?.identity) return
      editColumn(table, name, { identity: null })
      for (const sequence of schema.sequences.values()) {
        if (sequence.ownedBy?.table === table.key && sequence.ownedBy.column === name)
          schema.sequences.delete(sequence.key)
      }
  }
}

/** PostgreSQL casts the default to the new type; what is inside still needs the old one. */
function keepOldDefault(table: Table, name: string, typeName: TypeName | undefined): void {
  const column = table.columns.get(name)
  if (!column?.default || column.serial || column.type.schema === null || !typeName) return
  const { schema, name: old } = column.type
  const names = [schema, old].map((sval) => ({ String: { sval } }))
  const arg = { TypeCast: { arg: column.default, typeName: { names, typemod: -1 } } }
  editColumn(table, name, { default: { TypeCast: { arg, typeName } } })
}

function setNotNull(table: Table, name: string): void {
  if (!table.columns.has(name) && !table.complete) table.columns.set(name, unknownColumn(name))
  editColumn(table, name, { notNull: true })
  for (const constraint of table.constraints.values()) {
    if (constraint.kind === 'not null' && constraint.columns[0] === name)
      table.constraints.set(constraint.name, { ...constraint, validated: true })
  }
}
