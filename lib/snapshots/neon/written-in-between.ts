import type { Session } from '../../databases/database'
import type { TableDigest, WriteMark } from '../../domain/snapshot'
import { compareDigests } from '../compare'

export interface Compared {
  /** Other than what was read on the live database, and nothing explains it. */
  wrong: string[]
  /** Written in the moment between the reading's snapshot and the branch's position: the branch holds those writes. */
  between: string[]
}

/**
 * Holds the branch's tables against those of the live database's transaction. A table that differs is explained only
 * when the live one has changed since as well, and the branch shows it: rows of a transaction that the reading did not
 * see, or fewer rows. `readAgain` reads the live tables once more, and is called only when something differs.
 */
export async function compareBranch(
  branch: Session,
  mark: WriteMark | undefined,
  read: readonly TableDigest[],
  found: readonly TableDigest[],
  readAgain: () => Promise<TableDigest[]>,
): Promise<Compared> {
  const differences = compareDigests(read, found)
  if (differences.length === 0) return { wrong: [], between: [] }
  const before = new Map(read.map((digest) => [digest.table, digest]))
  const there = new Map(found.map((digest) => [digest.table, digest]))
  const now = new Map((await readAgain()).map((digest) => [digest.table, digest]))
  const compared: Compared = { wrong: [], between: [] }
  for (const { table, problem } of differences) {
    const [first, second, copy] = [before.get(table), now.get(table), there.get(table)]
    const moved = first && second && (first.rows !== second.rows || first.hash !== second.hash)
    const shows =
      first && copy && mark && (copy.rows < first.rows || (await hasNewRows(branch, table, mark.snapshot)))
    if (moved && shows) compared.between.push(table)
    else compared.wrong.push(problem)
  }
  return compared
}

/** Whether a row was written by a transaction that the snapshot did not see. Transaction ids go on in a branch. */
async function hasNewRows(session: Session, table: string, snapshot: string): Promise<boolean> {
  const [, xmax = '0', open = ''] = snapshot.split(':')
  const short = (id: string) => (BigInt(id) % 2n ** 32n).toString()
  const { rows: named } = await session.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname || '.' || c.relname = $1 and c.relkind = 'r'`,
    [table],
  )
  if (!named[0]) return false
  const { rows } = await session.query<{ any: boolean }>(
    `select exists (select from only ${named[0].name} t where t.xmin::text not in ('0', '1', '2')
       and (age(t.xmin) <= age($1::text::xid) or t.xmin::text = any ($2::text[]))) as any`,
    [short(xmax), open.split(',').filter(Boolean).map(short)],
  )
  return rows[0]?.any ?? false
}
