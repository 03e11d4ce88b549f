import type { DropStmt } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { texts } from '../model/names'

/** The names of what a DROP names, each as its parts: `['public', 'orders']`. */
export function droppedRelations({ objects }: DropStmt): string[][] {
  return (objects ?? []).map((node) => {
    const list =
      nodeOf(node, 'List')?.items ??
      nodeOf(node, 'TypeName')?.names ??
      nodeOf(node, 'ObjectWithArgs')?.objname
    if (list) return texts(list)
    const name = nodeOf(node, 'String')?.sval
    return name === undefined ? [] : [name]
  })
}
