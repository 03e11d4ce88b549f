import { lockDescendants, type ReadCommand, workOnFamily } from './target'

/** Reads the table while others may go on reading and writing. */
export const readValidateConstraint: ReadCommand = ({ name = '' }, target, gather) => {
  const constraint = target.table?.constraints.get(name)
  if (constraint?.validated) return gather.because('It is validated already.')
  const { references } = constraint ?? {}
  if (!references) {
    lockDescendants(target, gather)
    return workOnFamily(target, gather, 'scan')
  }
  gather.lock(references.table, 'ROW SHARE')
  gather.work('scan', references.table)
  if (target.table?.kind !== 'partitioned') return gather.work('scan', target.key)
  lockDescendants(target, gather)
  workOnFamily(target, gather, 'scan')
}
