import { nameIn, schemaOf } from '../model/names'
import { quoteKey, quoteLiteral } from '../words/names'
import type { AskedTable } from './asked-table'

/** How many rows there are, as the last ANALYZE or VACUUM saw it; partitions are added up. */
export function estimatedRows(table: AskedTable): string {
  return `SELECT ${rows(table)}::bigint AS n`
}

/** How many rows hold NULL there, or (`filled`) a value. */
export function estimatedNulls(table: AskedTable, column: string, filled: boolean): string {
  const share = filled ? `1 - ${nullShare(table, column)}` : nullShare(table, column)
  return `SELECT (${rows(table)} * (${share}))::bigint AS n`
}

function rows({ key }: AskedTable): string {
  const relation = `${quoteLiteral(quoteKey(key))}::regclass`
  return `(SELECT coalesce(sum(greatest(reltuples, 0)), 0) FROM pg_catalog.pg_class WHERE relkind <> 'p' AND (oid = ${relation} OR oid IN (SELECT relid FROM pg_catalog.pg_partition_tree(${relation}))))`
}

function nullShare({ key }: AskedTable, column: string): string {
  return `coalesce((SELECT max(null_frac) FROM pg_catalog.pg_stats WHERE schemaname = ${quoteLiteral(schemaOf(key))} AND tablename = ${quoteLiteral(nameIn(key))} AND attname = ${quoteLiteral(column)}), 0)`
}
