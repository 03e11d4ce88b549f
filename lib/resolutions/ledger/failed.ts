import type { LedgerRow } from '../../domain/migration'
import type { Trouble } from '../../domain/resolution'
import { loadParser } from '../../sql/parse'
import type { ResolvingPorts, Situation } from '../situation'
import { astrayWays } from './failed/astray-ways'
import { type FailedCase, failedCase } from './failed/failed-case'
import { failedDetails, failedWhat } from './failed/failed-words'
import { lostTrouble } from './failed/lost-trouble'
import { standingOf, statesOf } from './failed/standing'
import { standingTrouble } from './failed/standing-trouble'
import { superfluousTrouble } from './failed/superfluous-trouble'
import { unprovedWays } from './failed/unproved-ways'
import { failureWords } from './words'

/**
 * Rows of the ledger that were begun and neither ended nor taken back: what each script did before it stopped, and the
 * ways to finish it, to undo it, or to mark it. While there is one, Prisma refuses every deploy (P3009).
 */
export async function explainFailed(ports: ResolvingPorts, situation: Situation): Promise<Trouble[]> {
  await loadParser()
  const troubles: Trouble[] = []
  const before: FailedCase['before'] = []
  for (const row of unfinishedRows(situation)) {
    const other = decidingOther(situation.ledger.rows, row)
    if (other) troubles.push(superfluousTrouble(situation, row, other))
    else
      troubles.push(await explainOne(ports, situation, await failedCase(situation, row, [...before]), before))
  }
  return troubles
}

function unfinishedRows({ ledger }: Situation): LedgerRow[] {
  return ledger.rows.filter((row) => row.finishedAt === null && row.rolledBackAt === null)
}

/** Of several rows with one name: one that is applied, else the newest. */
function decidingOther(rows: LedgerRow[], row: LedgerRow): LedgerRow | undefined {
  const same = rows.filter(({ name, id }) => name === row.name && id !== row.id)
  const unfinished = same.filter((other) => other.finishedAt === null && other.rolledBackAt === null)
  return same.find(isApplied) ?? unfinished.find((other) => rows.indexOf(other) > rows.indexOf(row))
}

function isApplied(row: LedgerRow): boolean {
  return row.finishedAt !== null && row.rolledBackAt === null
}

/** `left`: what failed scripts have left so far; this one's part is added to it. */
async function explainOne(
  ports: ResolvingPorts,
  situation: Situation,
  failed: FailedCase,
  left: FailedCase['before'],
): Promise<Trouble> {
  if (!failed.ran) return lostTrouble(ports, situation, failed)
  const states = await statesOf(ports, failed, failed.ran.sql)
  if (!states.ok) {
    const because = failureWords(states.failure)
    return {
      kind: 'failed',
      migration: failed.name,
      what: failedWhat(failed, null),
      details: [...failedDetails(failed), `What it did could not be worked out. ${because}`],
      ways: unprovedWays(situation, failed, because),
    }
  }
  const standing = await standingOf(situation, failed, states.value)
  if (standing.candidates.length === 0) {
    return {
      kind: 'failed',
      migration: failed.name,
      what: failedWhat(failed, null),
      reached: { statements: states.value.statements, done: null },
      ...astrayWays(situation, failed, standing),
    }
  }
  left.push({
    name: failed.name,
    sql: failed.ran.sql,
    walk: states.value,
    count: standing.at,
  })
  return standingTrouble(ports, situation, failed, standing)
}
