import { type Database, DatabaseError, type Session } from '../../databases/database'
import type { ProbeLimits } from '../../databases/live-look'
import type { Analysis } from '../../domain/analysis'
import type { Probe, ProbeAnswer } from '../../domain/finding'
import type { LiveRisk } from '../../domain/live-risk'
import { harmInProbe } from '../../risk/probes/harmless-probe'
import { loadParser } from '../../sql/parse'
import { neededDisk, predict } from './predict'

export const probeLimits: ProbeLimits = { statementTimeoutMs: 5_000, lockTimeoutMs: 1_000 }

/** All probes of a plan together; those that come later are not asked, and say so. */
const allProbesMs = 60_000

/**
 * Looks at the live database for what an analysis wants to know. Read-only. What it may not see, or cannot see in time,
 * is left out with a note; throws `DatabaseError` only when the connection is lost.
 */
export async function lookLive(
  database: Database,
  session: Session,
  analysis: Analysis,
  options: { now: Date; limits?: ProbeLimits },
): Promise<LiveRisk> {
  const { look } = database
  const notes: string[] = []
  const names = touchedTables(analysis)
  const tables = await noted('the sizes of the tables', look.tables(session, names), [])
  const worked = workedOn(analysis)
  const scanRate =
    worked.length > 0 ? await noted('the speed of a scan', look.scanRate(session, worked), null) : null
  const neededBytes = neededDisk(analysis, tables)
  const disk =
    neededBytes > 0
      ? await noted('the free disk', look.freeDisk(session), { bytes: null, why: 'it could not be asked' })
      : { bytes: null, why: null }
  const answers = await askAll(database, session, analysis.probes, options.limits ?? probeLimits)
  return {
    at: options.now.toISOString(),
    tables,
    answers,
    predictions: predict(analysis, tables, scanRate),
    inTheWay: await noted('who is in the way', look.inTheWay(session, names), []),
    disk: { neededBytes, freeBytes: disk.bytes, why: disk.why },
    scanRate,
    invalidIndexes: await noted('invalid indexes', look.invalidIndexes(session, names), []),
    notes,
  }

  async function noted<T>(what: string, looking: Promise<T>, otherwise: T): Promise<T> {
    try {
      return await looking
    } catch (error) {
      if (!(error instanceof DatabaseError) || session.closed) throw error
      notes.push(`Not seen: ${what} (${error.info.message}).`)
      return otherwise
    }
  }
}

/** One after the other, since they share a connection, and no more than a database in use should bear. */
export async function askAll(
  { look }: Database,
  session: Session,
  probes: readonly Probe[],
  limits: ProbeLimits,
  signal?: AbortSignal,
): Promise<ProbeAnswer[]> {
  await loadParser()
  const until = performance.now() + allProbesMs
  const answers: ProbeAnswer[] = []
  for (const asked of probes) {
    const left = until - performance.now()
    // Asked once more here, since an analysis may have been stored by another version.
    const harm = harmInProbe(asked)
    if (harm !== null) answers.push(notAsked(asked, harm))
    else if (signal?.aborted) answers.push(notAsked(asked, 'it was asked to stop'))
    else if (left < 100) answers.push(notAsked(asked, tooMany))
    else {
      const statementTimeoutMs = Math.min(limits.statementTimeoutMs, left)
      answers.push(await look.probe(session, asked, { ...limits, statementTimeoutMs }))
    }
  }
  return answers
}

const tooMany = `the probes before it took longer than ${allProbesMs / 1000} s`

function notAsked({ id }: Probe, why: string): ProbeAnswer {
  return {
    id,
    class: 'unknown',
    count: null,
    exact: false,
    sample: [],
    tookMs: 0,
    why: `Not counted: ${why}.`,
  }
}

/** Those that were there before. */
function touchedTables({ migrations, findings }: Analysis): string[] {
  const locks = migrations.flatMap(({ statements }) => statements.flatMap((statement) => statement.locks))
  const old = locks.filter(({ fresh, kind }) => !fresh && (kind === 'table' || kind === 'materialized view'))
  return [
    ...new Set([...old.map(({ relation }) => relation), ...findings.flatMap(({ tables }) => tables)]),
  ].sort()
}

function workedOn({ migrations }: Analysis): string[] {
  const work = migrations.flatMap(({ statements }) => statements.flatMap((statement) => statement.work))
  return [...new Set(work.filter(({ fresh }) => !fresh).map(({ table }) => table))]
}
