import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser } from '../../../sql/parse'
import { analyse } from '../../analyse'
import { emptyModel } from '../../model/empty-model'
import { missingLockTimeout } from './rule'

beforeAll(loadParser)

const before = 'CREATE TABLE orders (id bigint PRIMARY KEY);'

/** Where no timeout holds yet; the files of cases are judged with one. */
function judged(sql: string, runner: 'prisma' | 'plain' = 'prisma', guarded = false) {
  const scripts = [
    { name: 'before', sql: before, silent: true },
    { name: 'migration', sql },
  ]
  const settings = { postgres: 18, runner, together: false, hygiene: false, guarded }
  const { findings } = analyse(scripts, emptyModel({ complete: true }), settings)
  return findings.filter(({ rule }) => rule === missingLockTimeout.meta.id)
}

const add = (column: string) => `ALTER TABLE orders ADD COLUMN ${column} text;`

describe('missing-lock-timeout', () => {
  it('speaks once, of the first statement that others wait for', () => {
    const found = judged(`COMMENT ON TABLE orders IS 'x'; ${add('a')} ${add('b')}`)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ statement: 1, severity: 'notice', tables: ['public.orders'] })
    expect(found[0]?.recipe?.rewrite?.instead).toBe(
      `SET LOCAL lock_timeout = '5s';\n${add('a').slice(0, -1)}`,
    )
  })

  it('is silent where a timeout holds', () => {
    expect(judged(`SET lock_timeout = '2s'; ${add('a')}`)).toEqual([])
    expect(judged(`SET LOCAL lock_timeout = 2000; ${add('a')}`)).toEqual([])
    expect(judged(`SELECT set_config('lock_timeout', '2s', true); ${add('a')}`)).toEqual([])
    expect(judged(add('a'), 'prisma', true)).toEqual([])
  })

  it('speaks where the timeout is over, or off', () => {
    expect(judged(`SET lock_timeout = 0; ${add('a')}`)).toHaveLength(1)
    expect(judged(`SET lock_timeout = '2s'; RESET lock_timeout; ${add('a')}`)).toHaveLength(1)
    const local = `BEGIN; SET LOCAL lock_timeout = '2s'; COMMIT; BEGIN; ${add('a')} COMMIT;`
    expect(judged(local, 'plain')).toHaveLength(1)
  })

  it('is silent about what nobody waits for', () => {
    expect(judged('CREATE TABLE a (id bigint PRIMARY KEY); ALTER TABLE a ADD COLUMN b text;')).toEqual([])
    expect(judged('ANALYZE orders; CREATE INDEX CONCURRENTLY i ON orders (id);', 'plain')).toEqual([])
  })
})
