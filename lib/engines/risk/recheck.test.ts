import { beforeEach, expect, it } from 'vitest'
import type { Session } from '../../databases/database'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import type { RiskEvidence } from '../../domain/live-risk'
import { analyse } from '../../risk/analyse'
import { emptyModel } from '../../risk/model/empty-model'
import { loadParser } from '../../sql/parse'
import { lookLive } from './live-risk'
import { recheckProbes } from './recheck'

let session: Session

beforeEach(async () => {
  const opened = await postgres.open(await (await testServer()).createDatabase('recheck'), {
    applicationName: 'headgate test',
  })
  if (!opened.ok) throw new Error(opened.failure.why)
  session = opened.value
  await session.script(`${schema} insert into users select g, 'u' || g from generate_series(1, 50) g`)
  return () => session.close()
})

const schema = 'create table users (id int primary key, email text);'

async function risk(sql: string): Promise<RiskEvidence> {
  await loadParser()
  const model = emptyModel({ complete: true })
  const scripts = [
    { name: 'before', sql: schema, silent: true },
    { name: 'm', sql },
  ]
  const settings = {
    postgres: 18,
    runner: 'headgate',
    together: true,
    hygiene: false,
    guarded: true,
    live: true,
  } as const
  const analysis = analyse(scripts, model, settings)
  return { analysis, live: await lookLive(postgres, session, analysis, { now: new Date() }) }
}

const required = 'alter table users alter email set not null'

it('shuts the gate when a NULL appears where there was none, and not when rows are merely added', async () => {
  const approved = await risk(required)
  expect(approved.live?.answers).toMatchObject([{ class: 'none', exact: true }])
  await session.script(`insert into users select g, 'u' || g from generate_series(51, 90) g`)
  expect(await recheckProbes(postgres, session, approved)).toEqual([])
  await session.script('insert into users values (91, null)')
  expect(await recheckProbes(postgres, session, approved)).toMatchObject([
    { kind: 'class', before: 'none', now: '1 row' },
  ])
})

it('takes a count that moved, or came to nothing, for no change', async () => {
  const approved = await risk('alter table users drop column email')
  expect(approved.live?.answers).toMatchObject([{ class: 'some', count: 50 }])
  await session.script('delete from users where id > 10')
  expect(await recheckProbes(postgres, session, approved)).toEqual([])
  await session.script('update users set email = null')
  expect(await recheckProbes(postgres, session, approved)).toEqual([])
})

it('tells when a table grew so that it holds others up for longer than the policy allows', async () => {
  const approved = await risk(required)
  const limit = { longestBlockSeconds: 0.05 }
  expect(await recheckProbes(postgres, session, approved, limit)).toEqual([])
  await session.script(`insert into users select g, repeat('x', 500) from generate_series(100, 40000) g`)
  expect(await recheckProbes(postgres, session, approved, limit)).toMatchObject([
    { kind: 'threshold', id: 'm:0', question: 'How long statement 1 of m holds others up' },
  ])
})
