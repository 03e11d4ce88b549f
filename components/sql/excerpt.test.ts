import { expect, it } from 'vitest'
import type { Statement } from '@/lib/domain/statement'
import { excerptOf } from './excerpt'

const sql = 'SELECT 1;\nSELECT\n  2;\nSELECT 3;\n'
const statements = [
  { start: 0, end: 9 },
  { start: 10, end: 21 },
  { start: 22, end: 31 },
] as Statement[]

it('leaves a short script as it is', () => {
  expect(excerptOf(sql, statements)).toEqual({ sql, statements, lines: 4, cut: 0 })
})

it('ends with a whole statement, and says how many lines are left out', () => {
  const { sql: shown, statements: whole, cut } = excerptOf(sql, statements, 2)
  expect(shown).toBe('SELECT 1;')
  expect(whole).toHaveLength(1)
  expect(cut).toBe(3)
  expect(excerptOf(sql, [], 2)).toMatchObject({ sql: 'SELECT 1;\nSELECT', cut: 2 })
})
