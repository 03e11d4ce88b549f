import { beforeAll, describe, expect, it } from 'vitest'
import type { Catalog, CatalogChange } from '../domain/catalog'
import { loadParser } from '../sql/parse'
import { planScope } from './plan-scope'

const base: Catalog = {
  'table:public.users': '{}',
  'column:public.users.name': '{"type":"text"}',
  'table:public.orders': '{}',
  'constraint:public.orders.orders_user_fk':
    '{"definition":"FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE"}',
  'table:public.items': '{}',
  'constraint:public.items.items_order_fk':
    '{"definition":"FOREIGN KEY (order_id) REFERENCES public.orders(id) ON DELETE CASCADE"}',
  'table:public.logged': '{}',
  'trigger:public.logged.note': '{}',
  'table:public."odd.one"': '{}',
}

describe('the scope of a plan', () => {
  beforeAll(loadParser)

  const scopeOf = (statements: string[], changes: CatalogChange[] = []) => {
    const migration = { name: 'm', statements: statements.map((text) => ({ text })), changes }
    // biome-ignore lint/suspicious/noExplicitAny: only what is read
    const plan = { migrations: [migration] } as any
    return planScope({ plan, evidence: null, base, defaultSchema: 'public' })
  }

  it('is empty for what only adds', async () => {
    expect(await scopeOf(['ALTER TABLE users ADD COLUMN age int', 'INSERT INTO orders VALUES (1)'])).toEqual({
      tables: [],
      unknown: null,
    })
  })

  it.each([
    ['UPDATE users SET name = upper(name)', ['public.users']],
    ['DELETE FROM orders', ['public.items', 'public.orders']],
    ['DELETE FROM users', ['public.items', 'public.orders', 'public.users']],
    ['TRUNCATE orders CASCADE', ['public.items', 'public.orders']],
    ['WITH gone AS (DELETE FROM items RETURNING 1) SELECT 1', ['public.items']],
    ['INSERT INTO items VALUES (1) ON CONFLICT (id) DO UPDATE SET n = 1', ['public.items']],
    ['ALTER TABLE users ALTER COLUMN name TYPE varchar(5)', ['public.users']],
    ['ALTER TABLE users DROP COLUMN name', ['public.users']],
  ])('of %s', async (statement, tables) => {
    expect(await scopeOf([statement])).toEqual({ tables, unknown: null })
  })

  it('follows renames to the names of before', async () => {
    const changes = [
      { key: 'table:public.users', before: '{}', after: null },
      { key: 'table:public.people', before: null, after: '{}' },
    ]
    expect(await scopeOf(['ALTER TABLE users RENAME TO people'], changes)).toMatchObject({ tables: [] })
    expect(
      await scopeOf(['ALTER TABLE items RENAME TO things', 'UPDATE things SET n = 1'], []),
    ).toMatchObject({ tables: ['public.items'] })
  })

  it('has what goes with a schema or a type', async () => {
    const gone = [{ key: 'column:public.users.name', before: '{"type":"text"}', after: null }]
    expect(await scopeOf(['DROP TYPE mood CASCADE'], gone)).toMatchObject({ tables: ['public.users'] })
    const odd = [{ key: 'table:public."odd.one"', before: '{}', after: null }]
    expect(await scopeOf(['DROP TABLE "odd.one"'], odd)).toMatchObject({ tables: ['public.odd.one'] })
  })

  it.each([
    ['DO $$ BEGIN DELETE FROM users; END $$', /not in its text/],
    ['UPDATE logged SET n = 1', /trigger of public.logged/],
    ['this is no SQL', /not in its text/],
  ])('says that it cannot be told of %s', async (statement, why) => {
    const scope = await scopeOf([statement])
    expect(scope.tables).toBeNull()
    expect(scope.unknown).toMatch(why)
  })
})
