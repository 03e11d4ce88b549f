import type { Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { editTable } from './editing'
import { sequenceOfDefault } from './expressions'
import type { Origin, SchemaModel } from './model'
import { keyOf, newKeyOf, partsOfText, texts } from './names'

export function applySequenceStatement(schema: SchemaModel, tree: Node, origin: Origin): boolean {
  const creates = nodeOf(tree, 'CreateSeqStmt')
  const alters = nodeOf(tree, 'AlterSeqStmt')
  const sequence = creates?.sequence ?? alters?.sequence
  if (!sequence) return false
  const key = creates ? newKeyOf(schema, sequence) : keyOf(schema, sequence)
  const known = schema.sequences.get(key)
  if (creates?.if_not_exists && known) return true
  const owner = ownerOf(schema, creates?.options ?? alters?.options ?? [])
  const ownedBy = owner === undefined ? (known?.ownedBy ?? null) : owner
  schema.sequences.set(key, { key, ownedBy, born: creates ? origin : (known?.born ?? null) })
  if (owner) markSerial(schema, key, owner)
  return true
}

/** Undefined: nothing is said of an owner. */
function ownerOf(
  schema: SchemaModel,
  options: readonly Node[],
): { table: string; column: string } | null | undefined {
  for (const option of options) {
    const element = nodeOf(option, 'DefElem')
    if (element?.defname !== 'owned_by' || !element.arg) continue
    const names = texts(nodeOf(element.arg, 'List')?.items)
    if (names.length < 2) return null
    return { table: keyOf(schema, names.slice(0, -1)), column: names.at(-1) ?? '' }
  }
  return undefined
}

/** A column that takes its default from a sequence of its own is what SERIAL makes. */
function markSerial(schema: SchemaModel, key: string, owner: { table: string; column: string }): void {
  const table = schema.tables.get(owner.table)
  const column = table?.columns.get(owner.column)
  const sequence = sequenceOfDefault(column?.default)
  if (!table || !column || sequence === null) return
  if (keyOf(schema, partsOfText(sequence)) !== key) return
  editTable(schema, table, (copy) => copy.columns.set(column.name, { ...column, serial: true }))
}
