import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { KeepOrder, KeptCopy, PutBackStep } from '../../../domain/kept-data'
import type { Session } from '../../database'
import { testServer } from '../../embedded/test-server'
import { postgres } from '../postgres'
import { sealCopy } from './seal'

const { kept } = postgres
const deploy = {
  ...{ runId: randomUUID(), migration: '001_drop', keptBy: 'Ada', expiresAt: '2026-12-24T10:00:00.000Z' },
}
const notes: KeepOrder = {
  ...{
    id: 'k0',
    segment: 0,
    table: 'public.orders',
    columns: ['note'],
    whole: false,
    key: ['id'],
    asText: [],
  },
  because: 'orders.note is dropped',
}
const pay: KeepOrder = { ...notes, id: 'k1', table: 'public.pay', columns: ['amount'] }
const step: PutBackStep = {
  ...{ keep: 'k0', migration: '001_drop', table: 'public.orders', columns: ['note'], key: ['id'], casts: {} },
  how: 'values',
}

let server: Awaited<ReturnType<typeof testServer>>
beforeAll(async () => {
  server = await testServer()
})

async function open(url: string): Promise<Session> {
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  return opened.value
}

/** Notes and pay are dropped and kept by a superuser; somebody else is there, who owns tables of their own if `owner`. */
async function somebodyElse({ owner = false, sql = '' } = {}) {
  const url = await server.createDatabase('tamper')
  const admin = await open(url)
  const role = `tamper_${randomUUID().slice(0, 8)}`
  const own = `CREATE SCHEMA mine AUTHORIZATION "${role}"; CREATE TABLE mine.t (a int); ALTER TABLE mine.t OWNER TO "${role}";`
  await admin.script(`CREATE ROLE "${role}" LOGIN PASSWORD 'p'; ${owner ? own : ''} ${sql.replaceAll('other', `"${role}"`)}
    CREATE TABLE orders (id int PRIMARY KEY, note text); CREATE TABLE pay (id int PRIMARY KEY, amount text);
    INSERT INTO orders VALUES (1, 'note'), (2, NULL); INSERT INTO pay VALUES (1, 'secret'), (2, 'secret');
    GRANT SELECT ON orders TO "${role}"; BEGIN`)
  const copies = [await kept.copy(admin, notes, deploy), await kept.copy(admin, pay, deploy)]
  await admin.script('ALTER TABLE orders DROP note; ALTER TABLE pay DROP amount; COMMIT')
  const address = new URL(url)
  Object.assign(address, { username: role, password: 'p' })
  const other = await open(address.href)
  const [ofNotes, ofPay] = copies as [KeptCopy, KeptCopy]
  return { admin, other, role, ofNotes, ofPay, close: () => Promise.all([admin.close(), other.close()]) }
}

/** An entry and a copy with its seal, as somebody who knows how would lay them there. */
async function forge(other: Session, like: KeptCopy, note: string): Promise<string> {
  const id = randomUUID()
  const copy = `kept_${id.replaceAll('-', '')}`
  await other.script(`CREATE TABLE headgate.${copy} AS SELECT 1 AS id, ${note} AS note;
    INSERT INTO headgate.kept_data SELECT '${id}', run_id, keep, migration, table_name, columns, key, whole, because, '${copy}', rows,
      kept_at + '1 hour', expires_at, kept_by, state, xid, settled, sequences, place, begun_xid, file, pages_done, rows_done
      FROM headgate.kept_data WHERE id = '${like.id}'`)
  await sealCopy(other, id, `headgate.${copy}`, 'Kept')
  return id
}

describe('somebody else in the database', () => {
  it('who owns nothing there can read the register and write nothing into it', async () => {
    const { other, close } = await somebodyElse()
    expect(await kept.list(other)).toHaveLength(2)
    for (const sql of [
      'DELETE FROM headgate.kept_data',
      `UPDATE headgate.kept_data SET expires_at = '2001-01-01'`,
      'DELETE FROM headgate.put_backs',
    ])
      await expect(other.script(sql)).rejects.toMatchObject({ info: { sqlstate: '42501' } })
    expect(await kept.obstacle(other)).not.toBeNull()
    await close()
  })

  it('who may keep cannot lay an entry upon another copy, hide others behind nonsense, or have them dropped', async () => {
    const { admin, other, ofNotes, ofPay, close } = await somebodyElse({ owner: true })
    await other.script(`DELETE FROM headgate.kept_data WHERE id = '${ofNotes.id}';
      UPDATE headgate.kept_data SET keep = 'k0', table_name = 'public.orders', expires_at = '2001-01-01' WHERE id = '${ofPay.id}'`)
    const [laid] = await kept.list(admin)
    expect(laid).toMatchObject({ id: ofPay.id, keep: 'k0', bytes: null })
    await admin.script('ALTER TABLE orders ADD note text; BEGIN')
    const back = kept.putBack(admin, laid as KeptCopy, step, { changedSince: 'leave' })
    await expect(back).rejects.toMatchObject({ info: { sqlstate: '42P01' } })
    await admin.script('ROLLBACK')
    await kept.purge(admin, [ofPay.id])
    const { rows } = await admin.query(`SELECT count(*)::int AS n FROM headgate.${ofPay.copy}`)
    expect(rows).toEqual([{ n: 2 }])
    await admin.script(`BEGIN; ALTER TABLE pay ADD amount text`)
    await kept.copy(admin, pay, deploy)
    await admin.script('COMMIT')
    for (const nonsense of [`sequences = '{'`, `columns = '{{a,b},{c,d}}'`, `place = '7'`]) {
      await other.script(`UPDATE headgate.kept_data SET ${nonsense}`)
      await kept.list(admin)
    }
    await close()
  })

  it('has no code run by whoever puts back, and no values of theirs', async () => {
    const sql = 'GRANT CREATE ON SCHEMA public TO other;'
    const { admin, other, role, ofNotes, close } = await somebodyElse({ owner: true, sql })
    await other.script(`CREATE TYPE mine.evil AS ENUM ('x');
      CREATE FUNCTION mine.run(mine.evil) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'ran as %', current_user; END $$;
      CREATE CAST (mine.evil AS text) WITH FUNCTION mine.run(mine.evil) AS IMPLICIT;
      CREATE FUNCTION public.equal(a varchar, b varchar) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN RAISE 'ran as %', current_user; END $$;
      CREATE OPERATOR public.= (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = public.equal)`)
    const running = await forge(other, ofNotes, `'x'::mine.evil`)
    const lying = await forge(other, ofNotes, `'forged'::text`)
    const copies = await kept.list(admin)
    const why = async (id: string) =>
      (await kept.forecast(admin, copies.find((each) => each.id === id) as KeptCopy, step)).why
    expect(await why(running)).toContain('It is not as a deploy makes it.')
    expect(await why(lying)).toContain(`It belongs to ${role}, who may not act as the owner`)
    await admin.script('BEGIN')
    const begun = kept.beginPutBack(admin, copies.find(({ id }) => id === lying) as KeptCopy, step)
    await expect(begun).rejects.toMatchObject({ info: { sqlstate: '42501' } })
    await admin.script(`ROLLBACK; ALTER TABLE orders ALTER id TYPE varchar, ADD note text; BEGIN`)
    expect(await kept.putBack(admin, ofNotes, step, { changedSince: 'leave' })).toBe(2)
    await admin.script('COMMIT')
    await close()
  })

  it('reads no copy of what they could not reach, whatever is granted on it', async () => {
    const { admin, other, role, close } = await somebodyElse()
    const group = `tamper_group_${randomUUID().slice(0, 8)}`
    await admin.script(`CREATE SCHEMA closed; CREATE TABLE closed.t (id int PRIMARY KEY, v text); GRANT SELECT ON closed.t TO "${role}";
      CREATE ROLE "${group}" BYPASSRLS; GRANT "${group}" TO "${role}";
      CREATE TABLE guarded (id int PRIMARY KEY, v text); ALTER TABLE guarded ENABLE ROW LEVEL SECURITY; GRANT SELECT ON guarded TO "${group}"`)
    for (const table of ['closed.t', 'public.guarded']) {
      await admin.script('BEGIN')
      const { copy } = await kept.copy(admin, { ...notes, table, columns: ['v'] }, deploy)
      await admin.script('COMMIT')
      await expect(other.query(`SELECT * FROM headgate.${copy}`)).rejects.toMatchObject({
        info: { sqlstate: '42501' },
      })
    }
    await close()
  })
})
