import { lockDescendants, type ReadCommand, workOnFamily } from './target'

/** SET LOGGED, SET UNLOGGED, SET ACCESS METHOD: the table is written anew, unless it is so already. */
export const readRewrite: ReadCommand = ({ subtype }, { key, table }, gather) => {
  if (subtype === 'AT_SetUnLogged' && table?.unlogged) return gather.because('It is unlogged already.')
  if (subtype === 'AT_SetLogged' && table?.complete && !table.unlogged) {
    return gather.because('It is logged already.')
  }
  if (table?.kind !== 'partitioned') gather.work('rewrite', key)
}

export const readTablespace: ReadCommand = (_, { key, table }, gather) => {
  if (table?.kind !== 'partitioned') gather.work('rewrite', key)
}

/** `SET EXPRESSION` of a generated column computes it anew for every row, unless it is virtual. */
export const readSetExpression: ReadCommand = ({ name = '' }, target, gather) => {
  lockDescendants(target, gather)
  if (target.table?.columns.get(name)?.generated?.kind === 'virtual') return
  workOnFamily(target, gather, 'rewrite')
}
