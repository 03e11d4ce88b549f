import { DatabaseError, type Session } from '../../databases/database'
import { type Beyond, readBeyond } from '../../databases/postgres/definitions/beyond'
import type { MigrationFile } from '../../domain/migration'
import type { ReversePlan } from '../../domain/plan'
import { planSegments } from '../../sql/segments'

/** Scripts that could do something to what no catalog holds: rights of functions, publications, casts… */
const mayConcern =
  /\bDROP\s+(?:TABLE|VIEW|FUNCTION|PROCEDURE|ROUTINE|TYPE|DOMAIN|SCHEMA|STATISTICS|OWNED|CAST|OPERATOR|TEXT|EVENT|SERVER|EXTENSION)\b|\b(?:PUBLICATION|CREATE\s+CAST|OPERATOR|GRANT|REVOKE|DEFAULT\s+PRIVILEGES|TEXT\s+SEARCH|EVENT\s+TRIGGER|DO\s+\$)/i

/** Looks before migrations run; the answer adds to a reverse what of it can be brought back, and names what is not. */
export async function watchBeyond(
  scratch: Session,
  migrations: readonly MigrationFile[],
): Promise<(reverse: ReversePlan) => Promise<ReversePlan>> {
  if (!migrations.some(({ sql }) => mayConcern.test(sql))) return async (reverse) => reverse
  const before = await readBeyond(scratch)
  return async (reverse) => {
    if (reverse.sql === null || reverse.problems.length > 0) return reverse
    const reached = await readBeyond(scratch)
    const again = missing(before, reached).flatMap(({ sql }) => sql ?? [])
    const { sql, after } =
      again.length > 0 && (await runs(scratch, again))
        ? { sql: `${reverse.sql.trimEnd()}\n${again.join(';\n')};\n`, after: await readBeyond(scratch) }
        : { sql: reverse.sql, after: reached }
    const gone = missing(before, after).map(({ what }) => `− ${what}`)
    const left = missing(after, before).map(({ what }) => `+ ${what}`)
    const statements = sql === reverse.sql ? reverse.statements : planSegments(sql).statements
    return { ...reverse, sql, statements, differences: [...reverse.differences, ...gone, ...left] }
  }
}

function missing(wanted: Beyond[], there: Beyond[]): Beyond[] {
  const known = new Set(there.map(({ what }) => what))
  return wanted.filter(({ what }) => !known.has(what))
}

async function runs(scratch: Session, statements: string[]): Promise<boolean> {
  try {
    await scratch.script(`BEGIN;\n${statements.join(';\n')};\nCOMMIT`)
    return true
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    if (!scratch.closed) await scratch.script('ROLLBACK')
    return false
  }
}
