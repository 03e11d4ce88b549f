import type { FuncCall, Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { keyOf } from '../model/names'
import { walk } from '../model/walk'
import type { Gather } from './gather'
import { stringsOf } from './names'

const sequenceFunctions: Record<string, 'ROW EXCLUSIVE' | 'ACCESS SHARE'> = {
  nextval: 'ROW EXCLUSIVE',
  setval: 'ROW EXCLUSIVE',
  currval: 'ACCESS SHARE',
}

/** Sequences that an expression draws from or sets. */
export function lockSequencesUsed(tree: unknown, gather: Gather): void {
  walk(tree, (name, inner) => {
    if (name !== 'FuncCall') return undefined
    const { funcname, args } = inner as FuncCall
    const mode = sequenceFunctions[stringsOf(funcname).at(-1) ?? '']
    const written = mode && args?.[0] ? literalOf(args[0]) : null
    if (!mode || !written) return undefined
    const key = keyOf(gather.schema, partsOf(written))
    if (gather.schema.sequences.has(key)) gather.lock(key, mode, 'sequence')
    return undefined
  })
}

function literalOf(node: Node): string | null {
  const inner = nodeOf(node, 'TypeCast')?.arg ?? node
  return nodeOf(inner, 'A_Const')?.sval?.sval ?? null
}

/** `'"Shop".orders_id_seq'` → its names. */
function partsOf(text: string): string[] {
  return [...text.matchAll(/"((?:[^"]|"")*)"|([^."]+)/g)].map(
    ([, quoted, bare = '']) => quoted?.replaceAll('""', '"') ?? bare.toLowerCase(),
  )
}
