import { lockDescendants, type ReadCommand, workOnFamily } from './target'

/** Reads the table while others may go on reading and writing. */
export const readValidateConstraint: ReadCommand = ({ name = '' }, target, gather) => {
  const constraint = target.table?.constraints.get(name)
  if (constraint?.validated) return gather.because('It is validated already.')
  if (constraint?.references) {
    gather.lock(constraint.references.table, 'ROW SHARE')
    gather.work('scan', target.key)
    gather.work('scan', constraint.references.table)
    return
  }
  lockDescendants(target, gather)
  workOnFamily(target, gather, 'scan')
}
