import type { Probe } from '../../domain/finding'
import { quoteIdent, quoteLiteral, shown } from '../words/names'
import type { AskedTable } from './asked-table'
import { matchingProbe } from './matching-rows'

/** Counts the rows that hold one of these labels, in a column of the enum or of an array of it. */
export function enumValuesProbe(
  rule: string,
  table: AskedTable,
  column: { name: string; array: boolean },
  labels: readonly string[],
): Probe {
  const name = `t.${quoteIdent(column.name)}`
  const list = labels.map(quoteLiteral).join(', ')
  return matchingProbe({
    id: `${rule}:${table.key}.${column.name}`,
    question: `Rows of ${shown(table.key)} whose ${column.name} ${column.array ? 'holds' : 'is'} ${labels.join(' or ')}`,
    table,
    means: 'fails',
    where: column.array ? `${name}::text[] && ARRAY[${list}]::text[]` : `${name}::text IN (${list})`,
    value: `${name}::text`,
  })
}
