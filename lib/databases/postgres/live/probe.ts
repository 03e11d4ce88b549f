import type { Probe, ProbeAnswer } from '../../../domain/finding'
import { DatabaseError, type Session } from '../../database'
import type { ProbeLimits } from '../../live-look'
import { type Bounds, bounded, whyNot } from './bounded'

/**
 * Counts exactly where that is done in time. Otherwise some are looked for (one that is found decides), and the estimate
 * says how many. Never an estimate of none: only a count may say that there are none.
 */
export async function probe(session: Session, asked: Probe, limits: ProbeLimits): Promise<ProbeAnswer> {
  const started = performance.now()
  const answer = await count(session, asked, limits)
  return { id: asked.id, ...answer, tookMs: Math.round(performance.now() - started) }
}

type Counted = Omit<ProbeAnswer, 'id' | 'tookMs'>

async function count(session: Session, asked: Probe, limits: ProbeLimits): Promise<Counted> {
  try {
    return await bounded(session, strictly(limits), async () => {
      const n = await number(session, asked.sql)
      const sample = n > 0 ? await samples(session, asked) : []
      return { class: n > 0 ? 'some' : 'none', count: n, exact: true, sample }
    })
  } catch (error) {
    const why = whyNot(error, limits)
    if (session.closed) throw error
    return await estimate(session, asked, limits, why)
  }
}

async function estimate(session: Session, asked: Probe, limits: ProbeLimits, why: string): Promise<Counted> {
  const sample = await quietly(session, limits, () => samples(session, asked))
  const guess = asked.estimateSql ?? null
  const n = guess === null ? null : await quietly(session, limits, () => number(session, guess))
  const found = (sample?.length ?? 0) > 0
  return {
    class: found || (n ?? 0) > 0 ? 'some' : 'unknown',
    count: n && n > 0 ? n : null,
    exact: false,
    sample: sample ?? [],
    why: `Not counted: ${why}.`,
  }
}

async function quietly<T>(session: Session, limits: ProbeLimits, work: () => Promise<T>): Promise<T | null> {
  try {
    return await bounded(session, strictly(limits), work)
  } catch (error) {
    if (!(error instanceof DatabaseError) || session.closed) throw error
    return null
  }
}

/** Its SQL was judged as PostgreSQL reads it by default, with nothing of the users in between. */
function strictly(limits: ProbeLimits): Bounds {
  return { ...limits, settings: { standard_conforming_strings: 'on' }, builtInOnly: true }
}

async function number(session: Session, sql: string): Promise<number> {
  const { rows } = await session.query<{ n: string | number | null }>(sql)
  return Number(rows[0]?.n ?? 0)
}

async function samples(session: Session, { sampleSql }: Probe): Promise<ProbeAnswer['sample']> {
  if (sampleSql === null) return []
  const { rows } = await session.query<{ key: unknown; value: unknown }>(sampleSql)
  return rows.map(({ key, value }) => ({ key: text(key) ?? '', value: text(value) }))
}

function text(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value)
}
