import { describe, expect, it } from 'vitest'
import type { Statement } from '@/lib/domain/statement'
import { statementBlocks } from './statement-blocks'

function statementsOf(sql: string, ...texts: string[]): Statement[] {
  return texts.map((text, index) => {
    const start = sql.indexOf(text)
    return {
      index,
      text,
      start,
      end: start + text.length,
      line: sql.slice(0, start).split('\n').length,
      node: null,
      summary: text,
      needsAutocommit: false,
      controlsTransaction: false,
    }
  })
}

describe('statementBlocks', () => {
  it('gives a statement the comments right above it and leaves the header alone', () => {
    const sql =
      '/*\n  Warnings\n*/\n-- AlterTable\nALTER TABLE a\nADD b int;\n\n-- DropTable\nDROP TABLE c;\n'
    const blocks = statementBlocks(sql, statementsOf(sql, 'ALTER TABLE a\nADD b int', 'DROP TABLE c'))
    expect(blocks.map(({ from, to, statements }) => [from, to, statements.map((s) => s.index)])).toEqual([
      [1, 3, []],
      [4, 6, [0]],
      [8, 9, [1]],
    ])
  })

  it('keeps statements on one line together', () => {
    const sql = 'SELECT 1; SELECT 2;\nSELECT 3;'
    const blocks = statementBlocks(sql, statementsOf(sql, 'SELECT 1', 'SELECT 2', 'SELECT 3'))
    expect(blocks.map((block) => block.statements.length)).toEqual([2, 1])
  })

  it('shows a script without statements whole', () => {
    expect(statementBlocks('\n-- nothing\n', [])).toEqual([{ from: 2, to: 2, statements: [] }])
    expect(statementBlocks('\n\n', [])).toEqual([])
  })
})
