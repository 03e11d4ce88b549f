import { beforeAll, describe, expect, it } from 'vitest'
import type { Finding } from '../../domain/finding'
import { loadParser, parseScript } from '../../sql/parse'
import type { MigrationAt } from '../rule'
import { applyIgnores } from './apply-ignores'

beforeAll(loadParser)

const index = 'require-concurrent-index-creation'

/** A finding of `rule` at each statement of the script, or at those given. */
function apply(
  sql: string,
  found: { rule?: string; statement: number | null; severity?: Finding['severity'] }[] = [{ statement: 0 }],
  gated = false,
) {
  const { statements } = parseScript(sql)
  const settings = {
    postgres: 18,
    runner: 'prisma',
    together: false,
    hygiene: false,
    guarded: false,
    live: true,
    gated,
  }
  const migration = { name: '1_a', sql, statements, settings } as unknown as MigrationAt
  const findings = found.map(
    ({ rule = index, statement, severity = 'danger' }) => ({ rule, statement, severity }) as Finding,
  )
  const { standing, ignored, unused } = applyIgnores(migration, findings)
  return {
    standing: standing.map(({ rule, statement }) => `${rule} ${statement}`),
    ignored: ignored.map(({ finding, comment }) => `${finding.statement}: ${comment.reason}`),
    unused: unused.map(({ line, why }) => `${line}: ${why}`),
  }
}

const statement = 'CREATE INDEX a ON b (c);'

describe('a comment takes a finding back', () => {
  it.each([
    ['above', `-- headgate-ignore ${index}: small\n${statement}`],
    ['above other comments', `-- headgate-ignore ${index}: small\n-- CreateIndex\n${statement}`],
    ['at the top, with a blank line', `-- headgate-ignore ${index}: small\n\n${statement}`],
    ['at the end of the line', `${statement} -- headgate-ignore ${index}: small`],
    ['inside', `CREATE INDEX a\n  -- headgate-ignore ${index}: small\n  ON b (c);`],
    ['as a block', `/*\n headgate-ignore ${index}: small\n*/\n${statement}`],
    ['among several rules', `-- headgate-ignore truncate, ${index}: small\n${statement}`],
    ['with Windows line ends', `-- headgate-ignore ${index}: small\r\n${statement}\r\n`],
    ['for the script', `${statement}\n-- headgate-ignore-file ${index}: small`],
    ['after a byte order mark', `\uFEFF-- headgate-ignore ${index}: small\n${statement}`],
  ])('%s', (_, sql) => {
    expect(apply(sql)).toMatchObject({ standing: [], ignored: ['0: small'] })
  })

  it('but no danger of a plan, which its author would then let through', () => {
    const sql = `-- headgate-ignore ${index}: small\n${statement}`
    expect(apply(sql, [{ statement: 0 }], true)).toEqual({
      standing: [`${index} 0`],
      ignored: [],
      unused: [expect.stringContaining('takes no danger back on a plan')],
    })
    expect(apply(sql, [{ statement: 0, severity: 'warning' }], true)).toMatchObject({ standing: [] })
  })

  it('and no other one', () => {
    const sql = `${statement}\n-- headgate-ignore ${index}: small\n${statement}\n${statement}`
    const found = [{ statement: 0 }, { statement: 1 }, { statement: 1, rule: 'truncate' }, { statement: 2 }]
    expect(apply(sql, found)).toEqual({
      standing: [`${index} 0`, 'truncate 1', `${index} 2`],
      ignored: ['1: small'],
      unused: [],
    })
  })

  it('of the script as a whole only by headgate-ignore-file', () => {
    const above = `-- headgate-ignore header-warnings: known\n${statement}`
    const found = [{ rule: 'header-warnings', statement: null }]
    expect(apply(above, found).standing).toHaveLength(1)
    expect(apply(above.replace('ignore', 'ignore-file'), found).standing).toEqual([])
  })
})

describe('a comment that does not count is told', () => {
  it.each([
    ['without a reason', `-- headgate-ignore ${index}\n${statement}`, 'gives no reason'],
    ['with an empty reason', `-- headgate-ignore ${index}: \n${statement}`, 'gives no reason'],
    ['without a rule', `-- headgate-ignore\n${statement}`, 'names no rule'],
    ['with a misspelt rule', `-- headgate-ignore trunkate: x\n${statement}`, 'Did you mean truncate?'],
    ['about another rule', `-- headgate-ignore truncate: x\n${statement}`, 'finds nothing in its statement'],
    ['after the last statement', `${statement}\n-- headgate-ignore ${index}: x`, 'No statement follows'],
    ['about a syntax error', `-- headgate-ignore syntax-error: x\n${statement}`, 'cannot be ignored'],
  ])('%s', (_, sql, why) => {
    const { standing, unused } = apply(sql)
    expect(standing).toEqual([`${index} 0`])
    expect(unused).toHaveLength(1)
    expect(unused[0]).toContain(why)
  })

  it('at its line', () => {
    expect(apply(`/* a\n b\n headgate-ignore truncate: x */\n${statement}`).unused[0]).toMatch(/^3: /)
  })

  it('but not where this analysis does not look for the rule', () => {
    expect(apply(`-- headgate-ignore prefer-text: old\n${statement}`, []).unused).toEqual([])
  })
})

it('is no comment inside of quotes', () => {
  const sql = `SELECT '\n-- headgate-ignore ${index}: x\n', $$ -- headgate-ignore ${index}: x\n$$;`
  expect(apply(sql)).toEqual({ standing: [`${index} 0`], ignored: [], unused: [] })
})
