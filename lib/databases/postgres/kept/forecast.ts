import type { KeptCopy, PutBackForecast, PutBackStep } from '../../../domain/kept-data'
import { DatabaseError, type Session } from '../../database'
import { deployed, differs, type Fit, fitsOf, keyText, sameKey, sinceSnapshot } from './match'
import { findPresent } from './present-step'
import { type Registered, readRegister } from './register'
import type { Relation } from './relation'
import { holdCopy } from './seal'

/** For each copy; what takes longer is not counted. */
const withinMs = 5_000
const mostSamples = 5

type Counts = Pick<PutBackForecast, 'fits' | 'created' | 'changed' | 'deleted'>

const uncounted: Counts = { fits: null, created: null, changed: null, deleted: null }
const noSamples = { created: [], changed: [], deleted: [] }

/** See `KeptData.forecast`. */
export async function forecast(
  session: Session,
  copy: KeptCopy,
  step: PutBackStep,
): Promise<PutBackForecast> {
  const inside = session.inTransaction
  await session.script(
    `${inside ? 'SAVEPOINT headgate_forecast' : 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'};
     SET LOCAL statement_timeout = ${withinMs}; SET LOCAL lock_timeout = '1s'; SET LOCAL row_security = off`,
  )
  try {
    return await count(session, copy, step)
  } catch (error) {
    if (!(error instanceof DatabaseError) || session.closed) throw error
    return { copy, ...uncounted, samples: noSamples, why: reason(error) }
  } finally {
    if (!session.closed) {
      await session.script(inside ? 'ROLLBACK TO headgate_forecast; RELEASE headgate_forecast' : 'ROLLBACK')
    }
  }
}

function reason({ info }: DatabaseError): string {
  if (info.sqlstate === '57014') return `Counting took longer than ${withinMs / 1000} s.`
  if (info.sqlstate === '55P03') return 'The table is locked by somebody now.'
  return `${info.message}.`
}

async function count(session: Session, copy: KeptCopy, step: PutBackStep): Promise<PutBackForecast> {
  const unknown = (why: string) => ({ copy, ...uncounted, samples: noSamples, why })
  const [kept] = await readRegister(session, [copy.id])
  if (!kept || kept.bytes === null) return unknown('The copy is not there any more.')
  const { place, present } = await findPresent(session, step)
  await holdCopy(session, kept, place)
  if (step.how === 'table') {
    const counts = { fits: kept.rows, created: 0, changed: 0, deleted: 0 }
    return { copy, ...counts, samples: noSamples, why: null }
  }
  const { key, values } = fitsOf(kept, present)
  if (key.length === 0) return unknown('It has no key by which its rows are found again.')
  if (!place) return unknown(`${step.table} is not there under this name now.`)
  const missing = key.filter((fit) => !place.columns.has(fit.place))
  if (missing.length > 0) return unknown(`${step.table} has another key now.`)
  const stands = step.how === 'rows' || values.every((fit) => place.columns.has(fit.place))
  const now = await currentXid(session)
  const since = stands ? sinceSnapshot(deployed(kept), now) : 'false'
  const asked: Asked = { session, place, kept, key, values, step: present, since }
  const counts = await counted(asked)
  const samples = await sampled(asked, counts)
  return { copy, ...inWords(kept, step, counts), samples, why: since === null ? tooLong : null }
}

const tooLong = 'More than two billion transactions have passed: what was changed since cannot be told.'

interface Asked {
  session: Session
  place: Relation
  kept: Registered
  key: Fit[]
  values: Fit[]
  step: PutBackStep
  since: string | null
}

interface Found {
  both: number
  created: number
  changed: number | null
  /** There under their key with other values, which nobody has written since: the deploy has. */
  over: number
  gone: number
}

async function counted({ session, place, kept, key, values, step, since }: Asked): Promise<Found> {
  const there = values.every((fit) => place.columns.has(fit.place))
  const over = step.how === 'rows' && since !== null && there
  const { rows } = await session.query<Found>(
    `SELECT count(*) FILTER (WHERE t.ctid IS NOT NULL AND k.ctid IS NOT NULL)::float8 AS both,
       count(*) FILTER (WHERE k.ctid IS NULL)::float8 AS created, count(*) FILTER (WHERE t.ctid IS NULL)::float8 AS gone,
       ${since === null ? 'NULL' : `count(*) FILTER (WHERE t.ctid IS NOT NULL AND k.ctid IS NOT NULL AND ${since})`}::float8 AS changed,
       ${over ? `count(*) FILTER (WHERE t.ctid IS NOT NULL AND k.ctid IS NOT NULL AND NOT ${since} AND ${differs(place, values, step)})` : '0'}::float8 AS over
     FROM ${place.name} AS t FULL JOIN headgate.${kept.copy} AS k ON ${sameKey(place, key, step)}`,
  )
  return rows[0] ?? { both: 0, created: 0, changed: null, over: 0, gone: 0 }
}

/** Rows that are missing are what `rows` puts back; which of them the deploy deleted, and which somebody else, is not known. */
function inWords(kept: Registered, step: PutBackStep, found: Found): Counts {
  const { both, created, changed, over, gone } = found
  if (step.how === 'rows') return { fits: gone + over, created, changed, deleted: 0 }
  return { fits: both, created, changed, deleted: Math.min(gone, kept.rows) }
}

async function sampled(asked: Asked, found: Found): Promise<PutBackForecast['samples']> {
  const { place, kept, key, step, since } = asked
  const on = sameKey(place, key, step)
  const copy = `headgate.${kept.copy} AS k`
  const none = `NOT EXISTS (SELECT FROM ${copy} WHERE ${on})`
  return {
    created:
      found.created === 0 ? [] : await texts(asked, keyText(key, 't'), `${place.name} AS t WHERE ${none}`),
    changed: found.changed
      ? await texts(asked, keyText(key, 't'), `${place.name} AS t JOIN ${copy} ON ${on} WHERE ${since}`)
      : [],
    deleted:
      found.gone === 0 || step.how === 'rows'
        ? []
        : await texts(
            asked,
            keyText(key, 'k'),
            `${copy} WHERE NOT EXISTS (SELECT FROM ${place.name} AS t WHERE ${on})`,
          ),
  }
}

async function texts({ session }: Asked, key: string, from: string): Promise<string[]> {
  const { rows } = await session.query<{ key: string | null }>(
    `SELECT pg_catalog.left(${key}, 80) AS key FROM ${from} LIMIT ${mostSamples}`,
  )
  return rows.map((row) => row.key ?? 'NULL')
}

export async function currentXid(session: Session): Promise<bigint> {
  const { rows } = await session.query<{ xid: string }>(
    'SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text AS xid',
  )
  return BigInt(rows[0]?.xid ?? 0)
}
