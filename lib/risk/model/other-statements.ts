import type { Node } from 'libpg-query'
import type { Origin, SchemaModel } from './model'

export function applyOther(_schema: SchemaModel, _tree: Node, _origin: Origin): void {}
