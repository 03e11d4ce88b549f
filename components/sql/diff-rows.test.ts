import { describe, expect, it } from 'vitest'
import { diffRows } from './diff-rows'
import { highlightSql, plainLines } from './highlight'

describe('diffRows', () => {
  it('pairs a replaced line and marks the words that changed', () => {
    const rows = diffRows(plainLines('a\nADD x TEXT,\nb'), plainLines('a\nADD x INTEGER,\nb'))
    expect(rows.map((row) => row.kind)).toEqual(['same', 'changed', 'same'])
    const marked = (side: 'before' | 'after') =>
      rows[1]?.[side]?.pieces.filter((piece) => piece.marked).map((piece) => piece.text)
    expect(marked('before')).toEqual(['TEXT'])
    expect(marked('after')).toEqual(['INTEGER'])
  })

  it('numbers both sides by themselves', () => {
    const rows = diffRows(plainLines('a\nc'), plainLines('a\nb\nc'))
    expect(rows.map((row) => [row.kind, row.before?.number ?? null, row.after?.number ?? null])).toEqual([
      ['same', 1, 1],
      ['added', null, 2],
      ['same', 2, 3],
    ])
  })

  it('keeps every character of a coloured line', async () => {
    const before = await highlightSql(`ALTER TABLE "orders" ADD COLUMN "note" TEXT DEFAULT 'x';`)
    const after = await highlightSql(`ALTER TABLE "orders" ADD COLUMN "remark" TEXT DEFAULT 'y';`)
    const [row] = diffRows(before, after)
    expect(row?.after?.pieces.map((piece) => piece.text).join('')).toBe(
      `ALTER TABLE "orders" ADD COLUMN "remark" TEXT DEFAULT 'y';`,
    )
    expect(row?.after?.pieces.some((piece) => piece.color !== null)).toBe(true)
  })
})
