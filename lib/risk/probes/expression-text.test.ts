import { type Node, parseSync } from 'libpg-query'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser } from '../../sql/parse'
import { expressionText } from './expression-text'

beforeAll(loadParser)

function treeOf(text: string): Node {
  const statement = parseSync(`SELECT ${text}`).stmts?.[0]?.stmt as {
    SelectStmt: { targetList: { ResTarget: { val: Node } }[] }
  }
  return statement.SelectStmt.targetList[0]?.ResTarget.val as Node
}

function bare(node: Node): string {
  return JSON.stringify(node, (name, value) => (/location|list_(start|end)$/.test(name) ? undefined : value))
}

describe('the text of an expression', () => {
  it.each([
    'total >= 0',
    `"from" < "to" OR "to" IS NULL`,
    `state IN ('open', 'it''s') AND NOT paid`,
    `length(btrim(name)) BETWEEN 1 AND 80`,
    `state = ANY (ARRAY['a'::text, 'b'::text])`,
    `name ~ '^[a-z]+$' AND name NOT LIKE 'x%'`,
    `coalesce(a, 0) + 1.5 <> -b`,
    `a IS DISTINCT FROM b AND c IS NOT NULL`,
    `num_nonnulls(a, b) = 1`,
    `state NOT IN ('x')`,
    `true`,
  ])('says the same: %s', (text) => {
    const written = expressionText(treeOf(text))
    expect(written).not.toBeNull()
    expect(bare(treeOf(written ?? ''))).toBe(bare(treeOf(text)))
  })

  it.each(['EXISTS (SELECT 1)', 'a::numeric(10,2) > 1', 'count(*) > 1'])('is left out: %s', (text) => {
    expect(expressionText(treeOf(text))).toBeNull()
  })
})
