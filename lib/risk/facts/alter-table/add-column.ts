import type { AlterTableCmd, ColumnDef, Constraint } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import { kindOfDefault } from '../../model/expressions'
import { lockSequencesUsed } from '../expressions'
import type { Gather } from '../gather'
import { defaultOfDomain, domainOf, isConstrained, isSerial } from '../new-values'
import { addConstraint, addForeignKey } from './add-constraint'
import { lockDescendants, type Target, workOnFamily } from './target'

export function readAddColumn(command: AlterTableCmd, target: Target, gather: Gather) {
  const column = command.def && nodeOf(command.def, 'ColumnDef')
  if (!column) return
  const there = target.table?.columns.has(column.colname ?? '')
  lockDescendants(target, gather)
  if (command.missing_ok && there) return gather.because('The column is there already.')
  const constraints = (column.constraints ?? []).flatMap((node) => nodeOf(node, 'Constraint') ?? [])
  const value = newValue(column, constraints, gather)
  if (value.rewrite) {
    workOnFamily(target, gather, 'rewrite')
    lockSequencesUsed(constraints, gather)
  }
  gather.because(value.because)
  const notNull = constraints.some(
    ({ contype }) => contype === 'CONSTR_NOTNULL' || contype === 'CONSTR_PRIMARY',
  )
  if (notNull && !value.rewrite && value.kind === 'none') workOnFamily(target, gather, 'scan')
  for (const constraint of constraints) {
    if (constraint.contype === 'CONSTR_NOTNULL') continue
    if (constraint.contype === 'CONSTR_FOREIGN') {
      // DEFAULT NULL too makes PostgreSQL look, at rows that refer to nothing.
      const unchecked = !constraints.some(({ contype }) => contype === 'CONSTR_DEFAULT')
      addForeignKey(constraint, target, gather, { unchecked, empty: value.kind === 'none' })
    } else addConstraint(constraint, target, gather, [column.colname ?? ''])
  }
}

interface NewValue {
  kind: 'none' | 'same' | 'each'
  rewrite: boolean
  because: string
}

/** What the rows that are there get in the new column. */
function newValue(column: ColumnDef, constraints: readonly Constraint[], gather: Gather): NewValue {
  if (isSerial(column.typeName)) return each('Every row gets its own number.')
  if (constraints.some(({ contype }) => contype === 'CONSTR_IDENTITY')) {
    return each('Every row gets its own number.')
  }
  const generated = constraints.find(({ contype }) => contype === 'CONSTR_GENERATED')
  if (generated) {
    if (generated.generated_kind === 'v') {
      return { kind: 'none', rewrite: false, because: 'A virtual column is computed when it is read.' }
    }
    return each('A stored column is computed for every row.')
  }
  const domain = domainOf(column.typeName, gather.schema)
  const written = constraints.find(({ contype }) => contype === 'CONSTR_DEFAULT')?.raw_expr
  const given = written ?? (domain && defaultOfDomain(domain, gather.schema))
  const kind = kindOfDefault(given, gather.schema)
  if (kind === 'volatile' || kind === 'serial') return each('The default is computed anew for every row.')
  if (domain && isConstrained(domain, gather.schema)) {
    return each('The constraints of the domain are checked for every row.')
  }
  if (kind === 'none')
    return { kind, rewrite: false, because: 'The new column is NULL, which needs no write.' }
  return { kind: 'same', rewrite: false, because: 'The default is the same for all rows and is stored once.' }
}

function each(because: string): NewValue {
  return { kind: 'each', rewrite: true, because }
}
