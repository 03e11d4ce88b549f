import type { Node } from 'libpg-query'
import type { Origin, SchemaModel } from './model'

/** Changes the model as the statement changes the schema. What it cannot follow it leaves; never throws. */
export function applyStatement(_schema: SchemaModel, _tree: Node, _origin: Origin): void {}
