import type { Constraint } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { quotedList, quoteIdent } from '../words/names'

/** A unique constraint or primary key as its index and what stays with the constraint. Storage parameters are left out. */
export function indexParts(
  { including, nulls_not_distinct, indexspace, deferrable, initdeferred }: Constraint,
  columns: readonly string[],
): { index: string; attributes: string } {
  const included = (including ?? []).flatMap((node) => nodeOf(node, 'String')?.sval ?? [])
  const index = [
    `(${quotedList(columns)})`,
    ...(included.length > 0 ? [`INCLUDE (${quotedList(included)})`] : []),
    ...(nulls_not_distinct ? ['NULLS NOT DISTINCT'] : []),
    ...(indexspace ? [`TABLESPACE ${quoteIdent(indexspace)}`] : []),
  ].join(' ')
  const attributes = [deferrable ? 'DEFERRABLE' : '', initdeferred ? 'INITIALLY DEFERRED' : '']
  return { index, attributes: attributes.filter(Boolean).join(' ') }
}
