/** `age()` looks back half of the 32-bit circle of transaction ids, and not a step further. */
export const farthest = 2n ** 31n

/**
 * SQL that tells of a row `t` whether it was written by a transaction that `snapshot` (`pg_current_snapshot()`) did not
 * see, if fewer than `farthest` have passed since; the current transaction's own rows do not count. Freezing keeps a
 * row's xmin (it only marks it), so vacuumed rows keep their age; one from before the half circle has a negative age,
 * and 0, 1 and 2 are rows without a transaction.
 */
export function writtenAfter(snapshot: string): string {
  const [, xmax = '0', open = ''] = snapshot.split(':')
  const short = (id: string) => (BigInt(id) % 2n ** 32n).toString()
  const young = `(pg_catalog.age(t.xmin) BETWEEN 1 AND pg_catalog.age('${short(xmax)}'::xid) AND t.xmin::text NOT IN ('0', '1', '2'))`
  const inProgress = open.split(',').filter(Boolean).map(short)
  if (inProgress.length === 0) return young
  return `(${young} OR t.xmin::text IN (${inProgress.map((id) => `'${id}'`).join(', ')}))`
}
