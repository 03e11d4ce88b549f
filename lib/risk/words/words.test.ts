import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser, type ParsedStatement, parseScript } from '../../sql/parse'
import { commandTexts } from './commands'
import { sqlOf } from './expressions'
import { inside } from './inside'
import { quoteIdent, quoteKey, quoteLiteral, shown, suffixOf } from './names'
import { objectName } from './object-name'

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

describe('objectName', () => {
  it('names as PostgreSQL does', () => {
    expect(objectName('orders', ['note'], 'check')).toBe('orders_note_check')
    expect(objectName('orders', [], 'pkey')).toBe('orders_pkey')
    expect(objectName('orders', ['note'], 'check', (name) => name === 'orders_note_check')).toBe(
      'orders_note_check1',
    )
  })

  it('cuts the longer part first', () => {
    // What PostgreSQL 18 made of it.
    expect(objectName('a'.repeat(50), ['b'.repeat(20)], 'not_null')).toBe(
      `${'a'.repeat(33)}_${'b'.repeat(20)}_not_null`,
    )
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
