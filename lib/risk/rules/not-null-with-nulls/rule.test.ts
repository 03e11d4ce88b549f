import { describe, expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { notNullWithNulls } from './rule'

judgesItsFiles(notNullWithNulls, __dirname)

describe('demanding a value', () => {
  const before = 'CREATE TABLE orders (id int PRIMARY KEY, note text);'
  const found = (sql: string, given = {}) =>
    judge(sql, { before, ...given }).findings.find(({ rule }) => rule === 'not-null-with-nulls')

  it('is sure to fail on rows where nothing fills a new column', () => {
    expect(found('ALTER TABLE orders ADD a int;\nALTER TABLE orders ALTER a SET NOT NULL;')?.severity).toBe(
      'danger',
    )
  })

  it('only mentions the proof of what holds for new rows already', () => {
    const unproved = `${before}\nALTER TABLE orders ADD CONSTRAINT n NOT NULL note NOT VALID;`
    expect(found('ALTER TABLE orders VALIDATE CONSTRAINT n;', { before: unproved })?.severity).toBe('notice')
  })

  it('asks for the rows that hold none', () => {
    const { probes } = judge('ALTER TABLE orders ALTER note SET NOT NULL;', { before })
    expect(probes.map(({ id }) => id)).toEqual(['not-null-with-nulls:public.orders.note'])
  })
})
