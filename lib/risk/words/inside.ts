import type { Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'

/** As `nodeOf`, of what may be missing. */
export function inside<Name extends string>(node: Node | null | undefined, name: Name) {
  return node ? nodeOf(node, name) : undefined
}
