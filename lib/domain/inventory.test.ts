import { expect, it } from 'vitest'
import { hiddenObjects, hiddenReason, inventory } from './inventory'

const index = (definition: string) =>
  hiddenReason('index:public.t.i', { 'index:public.t.i': JSON.stringify({ definition }) })
const constraint = (definition: string) =>
  hiddenReason('constraint:public.t.c', { 'constraint:public.t.c': JSON.stringify({ definition }) })

it('tells what of an index a Prisma schema cannot say', () => {
  expect(index('CREATE UNIQUE INDEX i ON public.t USING btree (a, "b (c)" DESC)')).toBeNull()
  expect(index('CREATE INDEX i ON public.t USING gin (a gin_trgm_ops)')).toBeNull()
  expect(index(`CREATE INDEX i ON public.t USING btree (a) WHERE (b = ')'::text)`)).toBe('a partial index')
  expect(index('CREATE INDEX i ON public.t USING btree (lower(a))')).toBe('an index over an expression')
  expect(index('CREATE INDEX i ON public.t USING btree (a) INCLUDE (b)')).toBe('included columns')
  expect(index('CREATE UNIQUE INDEX i ON public.t USING btree (a) NULLS NOT DISTINCT')).toMatch(/nulls/)
})

it('tells what of a constraint a Prisma schema cannot say', () => {
  expect(constraint('PRIMARY KEY (id)')).toBeNull()
  expect(
    constraint('FOREIGN KEY (a) REFERENCES public.b(id) ON UPDATE CASCADE ON DELETE SET NULL'),
  ).toBeNull()
  expect(constraint('FOREIGN KEY (a) REFERENCES public.b(id) DEFERRABLE')).toBe('a deferrable constraint')
  expect(constraint('CHECK ((a > 0))')).toBe('a check')
  expect(constraint('EXCLUDE USING gist (a WITH =)')).toBe('an exclusion constraint')
})

it('lists objects by what they are called', () => {
  const catalog = {
    'schema:public': '{}',
    'table:public.orders': '{}',
    'table:app.secret': '{"rowSecurity": true}',
    'column:public.orders.total': '{"type": "integer"}',
    'column:public.orders.doubled': '{"type": "integer", "generated": "(total * 2)"}',
    'sequence:public.orders_id_seq': '{"ownedBy": "public.orders.id"}',
    'view:public.recent': '{}',
    'function:public.bump(n integer)': '{}',
    'enum:public.status': '{}',
  }
  expect(inventory(catalog)).toHaveLength(7)
  expect(hiddenObjects(catalog).map(({ kind, name, why }) => [kind, name, why])).toEqual([
    ['table', 'app.secret', 'row security'],
    ['column', 'orders.doubled', 'a generated column'],
    ['view', 'recent', 'a view'],
    ['function', 'bump(n integer)', 'a function'],
  ])
})
