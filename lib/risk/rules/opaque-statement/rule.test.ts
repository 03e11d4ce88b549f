import { beforeAll, expect, it } from 'vitest'
import { loadParser } from '../../../sql/parse'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { opaqueStatement } from './rule'

beforeAll(loadParser)

judgesItsFiles(opaqueStatement, __dirname)

const before = `
  CREATE TABLE users (id bigint PRIMARY KEY, email text);
  CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, note text, total numeric);
`

/** Its findings alone. */
function found(sql: string, given: Parameters<typeof judge>[1] = {}) {
  const { findings, probes } = judge(sql, { before, ...given })
  return findings
    .filter(({ rule }) => rule === opaqueStatement.meta.id)
    .map((finding) => ({ ...finding, asked: probes.filter(({ id }) => finding.probes.includes(id)) }))
}

it('names what a block calls', () => {
  expect(found('DO $$ BEGIN IF true THEN PERFORM clean(); END IF; END $$')).toMatchObject([
    { title: 'A DO block calls clean()' },
  ])
})

it('says when SQL is put together', () => {
  expect(found(`DO $$ BEGIN EXECUTE 'DROP TABLE ' || current_setting('x.y'); END $$`)[0]?.title).toBe(
    'A DO block puts SQL together while it runs',
  )
})

it('says that a block in another language cannot be read', () => {
  expect(found(`DO LANGUAGE plpython3u 'plpy.execute("DROP TABLE orders")'`)).toHaveLength(1)
})
