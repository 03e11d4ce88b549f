import type { Session } from '../../databases/database'
import { readBeyond } from '../../databases/postgres/definitions/beyond'
import type { MigrationFile } from '../../domain/migration'
import type { ReversePlan } from '../../domain/plan'

/** Scripts that could do something to what no catalog holds: rights of functions, publications, casts… */
const mayConcern =
  /\bDROP\s+(?:TABLE|VIEW|FUNCTION|PROCEDURE|ROUTINE|TYPE|DOMAIN|SCHEMA|STATISTICS|OWNED|CAST|OPERATOR|TEXT|EVENT|SERVER|EXTENSION)\b|\b(?:PUBLICATION|CREATE\s+CAST|OPERATOR|GRANT|REVOKE|DEFAULT\s+PRIVILEGES|TEXT\s+SEARCH|EVENT\s+TRIGGER|DO\s+\$)/i

/** Looks before migrations run; the answer names in a reverse what of it has not come back afterwards. */
export async function watchBeyond(
  scratch: Session,
  migrations: readonly MigrationFile[],
): Promise<(reverse: ReversePlan) => Promise<ReversePlan>> {
  if (!migrations.some(({ sql }) => mayConcern.test(sql))) return async (reverse) => reverse
  const before = await readBeyond(scratch)
  return async (reverse) => {
    if (reverse.sql === null || reverse.problems.length > 0) return reverse
    const after = await readBeyond(scratch)
    const gone = before.filter((each) => !after.includes(each)).map((each) => `− ${each}`)
    const left = after.filter((each) => !before.includes(each)).map((each) => `+ ${each}`)
    return { ...reverse, differences: [...reverse.differences, ...gone, ...left] }
  }
}
