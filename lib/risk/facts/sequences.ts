import type { AlterSeqStmt, CreateSeqStmt, Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import type { Gather } from './gather'
import { keyOfNames, keyOfRelation } from './names'

export function readCreateSequence({ options }: CreateSeqStmt, gather: Gather) {
  lockOwner(options, gather)
}

export function readAlterSequence({ sequence, options }: AlterSeqStmt, gather: Gather) {
  gather.lock(keyOfRelation(gather.schema, sequence), 'SHARE ROW EXCLUSIVE', 'sequence')
  lockOwner(options, gather)
}

/** `OWNED BY table.column` looks at the table. */
function lockOwner(options: Node[] | undefined, gather: Gather): void {
  for (const option of options ?? []) {
    const element = nodeOf(option, 'DefElem')
    if (element?.defname !== 'owned_by' || !element.arg) continue
    const names = nodeOf(element.arg, 'List')?.items ?? []
    if (names.length > 1) gather.lock(keyOfNames(gather.schema, names.slice(0, -1)), 'ACCESS SHARE')
  }
}
