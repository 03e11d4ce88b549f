import type { Node } from 'libpg-query'
import type { Origin, SchemaModel } from './model'

export function applyViewStatement(_schema: SchemaModel, _tree: Node, _origin: Origin): boolean {
  return false
}
