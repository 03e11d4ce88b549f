import { ownedSequences } from '../names'
import { lockDescendants, type ReadCommand, workOnFamily } from './target'

/** SET LOGGED, SET UNLOGGED, SET ACCESS METHOD: the table is written anew, unless it is so already. */
export const readRewrite: ReadCommand = ({ subtype, name }, { key, table }, gather) => {
  if (subtype === 'AT_SetAccessMethod' && (name ?? 'heap') === 'heap') {
    return gather.because('Tables are in heap unless they are made otherwise.')
  }
  if (subtype === 'AT_SetUnLogged' && table?.unlogged) return gather.because('It is unlogged already.')
  if (subtype === 'AT_SetLogged' && table?.complete && !table.unlogged) {
    return gather.because('It is logged already.')
  }
  if (table?.kind === 'partitioned') return
  gather.work('rewrite', key)
  if (gather.postgres < 15 || subtype === 'AT_SetAccessMethod') return
  for (const sequence of ownedSequences(gather.schema, key))
    gather.lock(sequence, 'ACCESS EXCLUSIVE', 'sequence')
}

export const readTablespace: ReadCommand = ({ name }, { key, table }, gather) => {
  if (name === 'pg_default') return gather.because('Tables are there unless they are made otherwise.')
  if (table?.kind !== 'partitioned') gather.work('rewrite', key)
}

/** `SET EXPRESSION` of a generated column computes it anew for every row, unless it is virtual. */
export const readSetExpression: ReadCommand = ({ name = '' }, target, gather) => {
  lockDescendants(target, gather)
  if (target.table?.columns.get(name)?.generated?.kind === 'virtual') return
  workOnFamily(target, gather, 'rewrite')
}
