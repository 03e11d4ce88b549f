import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { postgres } from '../databases/postgres/postgres'
import type { RecordedSnapshot } from '../domain/answers/snapshot-answer'
import { preparedDatabase } from './testing/prepared'
import { answerOf, runHeadgate } from './testing/run-headgate'
import { sql } from './testing/sql'

interface Answer {
  ok: boolean
  snapshots: RecordedSnapshot[]
  failure?: { code: string; why: string }
}

it('takes a snapshot, restores it beside, and says when it is no good any more', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'headgate-snapshot-cli-'))
  const url = await preparedDatabase(
    [],
    `CREATE TABLE notes (id int PRIMARY KEY, note text);
    INSERT INTO notes SELECT n, 'note ' || n FROM generate_series(1, 500) n`,
  )
  const run = async (...args: string[]) => {
    const ran = await runHeadgate(['snapshot', ...args, '--json', '--url', url], {
      cwd: cache,
      env: { HEADGATE_CACHE_DIR: cache },
    })
    return { code: ran.code, answer: await answerOf<Answer>('snapshot', ran) }
  }
  const beside = `beside_${Date.now()}`
  try {
    const taken = await run('take', '--method', 'clone')
    expect(taken).toMatchObject({
      code: 0,
      answer: { ok: true, snapshots: [{ state: 'verified', rows: 500 }] },
    })
    const [snapshot] = taken.answer.snapshots
    const id = snapshot?.id ?? ''
    await sql(url, 'DELETE FROM notes WHERE id > 10')

    expect(await run('restore', id.slice(0, 8), '--as', beside)).toMatchObject({ code: 0 })
    const rows = await sql(postgres.withDatabase(url, beside), 'SELECT count(*)::int AS n FROM notes')
    expect(rows).toEqual([{ n: 500 }])
    expect(await sql(url, 'SELECT count(*)::int AS n FROM notes')).toEqual([{ n: 10 }])
    const again = await run('restore', id, '--as', beside)
    expect(again).toMatchObject({ code: 1, answer: { failure: { code: 'restore_failed' } } })
    expect(await sql(postgres.withDatabase(url, beside), 'SELECT count(*)::int AS n FROM notes')).toEqual([
      { n: 500 },
    ])

    const clone = snapshot?.location ?? ''
    await sql(url, `ALTER DATABASE "${clone}" ALLOW_CONNECTIONS true`)
    await sql(postgres.withDatabase(url, clone), 'DELETE FROM notes WHERE id = 7')
    await sql(url, `ALTER DATABASE "${clone}" ALLOW_CONNECTIONS false`)
    const rotten = await run('verify', id)
    expect(rotten).toMatchObject({ code: 1, answer: { failure: { code: 'snapshot_not_verified' } } })
    const wrong = await run('restore', id, '--as', `${beside}_2`)
    expect(wrong).toMatchObject({ code: 1, answer: { failure: { code: 'snapshot_not_verified' } } })
    expect(await sql(url, `SELECT FROM pg_database WHERE datname = '${beside}_2'`)).toEqual([])
    expect((await run('list')).answer.snapshots).toMatchObject([{ id, state: 'complete' }])

    expect(await run('delete', id)).toMatchObject({ code: 64 })
    expect(await run('delete', id, '--yes')).toMatchObject({ code: 0 })
    expect((await run()).answer.snapshots).toEqual([])
    expect(await run('verify', id)).toMatchObject({ code: 1, answer: { failure: { code: 'not_found' } } })
  } finally {
    await sql(postgres.withDatabase(url, 'postgres'), `DROP DATABASE IF EXISTS ${beside}`)
    await rm(cache, { recursive: true, force: true })
  }
})
