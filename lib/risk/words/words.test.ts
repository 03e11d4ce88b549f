import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser, type ParsedStatement, parseScript } from '../../sql/parse'
import { commandTexts } from './commands'
import { sqlOf } from './expressions'
import { inside } from './inside'
import { quoteIdent, quoteKey, quoteLiteral, shown, suffixOf } from './names'

beforeAll(loadParser)

const first = (sql: string) => parseScript(sql).statements[0] as ParsedStatement

describe('names', () => {
  it('quotes only what PostgreSQL would misread', () => {
    expect(['orders', 'Order', 'user', 'a"b', 'año', 'day', '1st'].map(quoteIdent)).toEqual([
      'orders',
      '"Order"',
      '"user"',
      '"a""b"',
      '"año"',
      'day',
      '"1st"',
    ])
    expect(quoteKey('public.Order')).toBe('public."Order"')
    expect(quoteLiteral("it's")).toBe("'it''s'")
  })

  it('shows public tables without their schema', () => {
    expect([shown('public.orders'), shown('billing.orders')]).toEqual(['orders', 'billing.orders'])
  })

  it('makes names of folders', () => {
    expect(suffixOf('validate', 'Order_userId_fkey')).toBe('validate_order_user_id_fkey')
  })
})

describe('sqlOf', () => {
  it.each([
    '1',
    "'it''s'::text",
    '(a + b) * c',
    'a * (b + c)',
    '((a))',
    "lower(name) || 'é'",
    'gen_random_uuid()',
    "now() + interval '1 day'",
    'CURRENT_TIMESTAMP(3)',
    'a IS NOT NULL',
    'a IN (1, 2)',
    "CASE WHEN a > 0 THEN 'x' ELSE 'y' END",
    'ARRAY[1, 2]::int[]',
    'CAST(a AS varchar(10))',
    'NOT a',
    '-a',
    'a COLLATE "C"',
    '(SELECT max(id) FROM t)',
    'a BETWEEN 1 AND 2',
    'count(*)',
  ])('reads %s', (text) => {
    const statement = first(`/* é */ UPDATE t SET x = ${text} /* so */, y = 2`)
    const [target] = inside(statement.tree, 'UpdateStmt')?.targetList ?? []
    const value = inside(target, 'ResTarget')?.val
    expect(value && sqlOf(statement, value)).toBe(text === '((a))' ? 'a' : text)
  })

  it('stops a default where the next constraint begins', () => {
    const statement = first('ALTER TABLE t ADD COLUMN a int DEFAULT 1 NOT NULL')
    const [command] = inside(statement.tree, 'AlterTableStmt')?.cmds ?? []
    const column = inside(inside(command, 'AlterTableCmd')?.def, 'ColumnDef')
    const value = inside(column?.constraints?.[0], 'Constraint')?.raw_expr
    expect(value && sqlOf(statement, value)).toBe('1')
  })
})

describe('commandTexts', () => {
  it('tells the commands apart', () => {
    const sql =
      '-- é\nALTER TABLE IF EXISTS ONLY "public"."T" ADD CONSTRAINT c CHECK (a IN (1, 2)), /* x, y */ DROP b, ALTER c TYPE numeric(1,2);'
    const statement = first(sql)
    const relation = inside(statement.tree, 'AlterTableStmt')?.relation?.location ?? 0
    const found = commandTexts(statement, relation)
    expect(found.map(({ text }) => text)).toEqual([
      'ADD CONSTRAINT c CHECK (a IN (1, 2))',
      'DROP b',
      'ALTER c TYPE numeric(1,2)',
    ])
    expect(found.map(({ start, end }) => sql.slice(start, end))).toEqual(found.map(({ text }) => text))
  })
})
