import { editTable } from './editing'
import { childrenOf } from './lookup'
import type { Constraint, Index, SchemaModel, Table } from './model'
import { renameColumnIn } from './walk'

/** Everywhere where the column is named: PostgreSQL itself keeps numbers, and so forgets nothing. */
export function renameColumn(
  schema: SchemaModel,
  key: string,
  from: string,
  to: string,
  recurse: boolean,
): void {
  const table = schema.tables.get(key)
  if (!table) return
  editTable(schema, table, (copy) => renameInTable(copy, from, to))
  for (const other of [...schema.tables.values()]) {
    const refers = [...other.constraints.values()].filter(
      ({ references }) => references?.table === key && references.columns.includes(from),
    )
    if (refers.length === 0) continue
    editTable(schema, other, (copy) => {
      for (const { name } of refers) {
        const each = copy.constraints.get(name)
        if (!each?.references) continue
        const references = { ...each.references, columns: renamed(each.references.columns, from, to) }
        copy.constraints.set(name, { ...each, references })
      }
    })
  }
  for (const view of [...schema.views.values()]) {
    const used = view.uses.get(key)
    if (used === undefined || used === 'all' || !used.has(from)) continue
    const uses = new Map(view.uses).set(key, new Set(renamed([...used], from, to)))
    schema.views.set(view.key, { ...view, uses })
  }
  for (const sequence of [...schema.sequences.values()]) {
    if (sequence.ownedBy?.table !== key || sequence.ownedBy.column !== from) continue
    schema.sequences.set(sequence.key, { ...sequence, ownedBy: { table: key, column: to } })
  }
  if (!recurse) return
  for (const child of childrenOf(schema, key)) renameColumn(schema, child.key, from, to, true)
}

function renameInTable(table: Table, from: string, to: string): void {
  table.columns = new Map(
    [...table.columns.values()].map((column) => {
      const name = column.name === from ? to : column.name
      const generated = column.generated && {
        ...column.generated,
        expression: renameColumnIn(column.generated.expression, from, to),
      }
      return [name, { ...column, name, generated }]
    }),
  )
  for (const each of table.constraints.values())
    table.constraints.set(each.name, inConstraint(each, from, to))
  for (const each of table.indexes.values()) table.indexes.set(each.name, inIndex(each, from, to))
  table.partitionKey &&= table.partitionKey.map((each) => (each === from ? to : each))
}

function inConstraint(constraint: Constraint, from: string, to: string): Constraint {
  if (!constraint.columns.includes(from)) return constraint
  return {
    ...constraint,
    columns: renamed(constraint.columns, from, to),
    expression: renameColumnIn(constraint.expression, from, to),
  }
}

function inIndex(index: Index, from: string, to: string): Index {
  return {
    ...index,
    columns: index.columns.map((each) => (each === from ? to : each)),
    include: renamed(index.include, from, to),
    expressions: renameColumnIn(index.expressions, from, to),
    predicate: renameColumnIn(index.predicate, from, to),
  }
}

function renamed(names: string[], from: string, to: string): string[] {
  return names.map((each) => (each === from ? to : each))
}
