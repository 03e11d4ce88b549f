import { expect, it } from 'vitest'
import type { Evidence, Loss, Plan } from './plan'
import { lossSentence, summarizeRisk, wayBackSentence } from './verdict'

const statement = (index: number, node: string | null) => ({
  index,
  text: '',
  start: 0,
  end: 0,
  line: 1,
  node,
  summary: '',
  needsAutocommit: false,
  controlsTransaction: false,
})

function planOf(nodes: (string | null)[], reverse: Partial<Plan['reverse']> = {}): Plan {
  const statements = nodes.map((node, index) => statement(index, node))
  return {
    format: 1,
    environmentId: 'e',
    revisionDigest: 'd',
    ledgerFingerprint: 'l',
    chain: ['a', 'b'],
    migrations: [
      {
        name: 'm',
        checksum: 'c',
        sql: '',
        mode: 'stepwise',
        statements,
        segments: [
          { transaction: true, statements: [0] },
          { transaction: false, statements: statements.slice(1).map((each) => each.index) },
        ],
        notes: [],
        changes: [],
      },
    ],
    reverse: { sql: 'x', statements: [], tried: true, differences: [], problems: [], ...reverse },
    schemaDiffSql: '',
    schemaDiffSummary: '',
    changesInWords: [],
  }
}

function evidenceOf(losses: Partial<Loss>[], more: Partial<Evidence> = {}): Evidence {
  const whole = losses.map((loss) => ({ object: 'o', what: 'w', count: 0, of: 0, exact: true, ...loss }))
  return {
    at: '',
    losses: whole,
    engineWarnings: [],
    unexecutable: [],
    tables: [],
    reverseLosses: [],
    ...more,
  }
}

it('counts what is lost and what commits by itself', () => {
  const risk = summarizeRisk(
    planOf(['AlterTableStmt', 'IndexStmt', 'IndexStmt']),
    evidenceOf([{ count: 1204 }, { count: 6 }]),
  )
  expect(risk).toMatchObject({ statements: 3, stepwise: 2, lost: 1210, level: 'some', wayBack: 'tried' })
  expect(lossSentence(risk)).toBe('Destroys 1,210 rows or values.')
  expect(wayBackSentence(risk)).toContain('comes back only from a snapshot')
})

it('says “at least” where a part was not counted', () => {
  const risk = summarizeRisk(planOf(['AlterTableStmt']), evidenceOf([{ count: 7 }, { count: null }]))
  expect(risk).toMatchObject({ lost: 7, more: true, level: 'some' })
  expect(lossSentence(risk)).toBe('Destroys at least 7 rows or values.')
})

it('calls nothing harmless that was not counted', () => {
  expect(
    summarizeRisk(planOf(['AlterTableStmt']), evidenceOf([{ count: null, why: 'no rights' }])).level,
  ).toBe('unknown')
  for (const node of ['DeleteStmt', 'DoStmt', null]) {
    const risk = summarizeRisk(planOf([node]), evidenceOf([]))
    expect(risk.level).toBe('unknown')
    expect(lossSentence(risk)).toContain('not counted')
  }
})

it('says that nothing is destroyed only where everything was counted', () => {
  const risk = summarizeRisk(planOf(['AlterTableStmt']), evidenceOf([{ count: 0 }]))
  expect(risk.level).toBe('none')
  expect(lossSentence(risk)).toContain('counted on the live database')
})

it('tells a tried reverse from a computed one', () => {
  const of = (reverse: Partial<Plan['reverse']>) =>
    summarizeRisk(planOf(['A'], reverse), evidenceOf([])).wayBack
  expect(of({ tried: false })).toBe('untried')
  expect(of({ differences: ['check orders_total is missing'] })).toBe('partly')
  expect(of({ sql: null, problems: ['p'] })).toBe('none')
})

it('promises what is destroyed only where all of it is kept and its way back was tried', () => {
  const keptReverse = { parts: [], tried: true, differences: [], problems: [] }
  const evidence = evidenceOf([{ count: 7 }])
  const sum = (more: Partial<Plan>) =>
    summarizeRisk({ ...planOf(['A'], { differences: ['x'] }), ...more }, evidence)
  expect(sum({ keptReverse, notKept: [] })).toMatchObject({ kept: 'all', wayBack: 'tried' })
  expect(wayBackSentence(sum({ keptReverse, notKept: [] }))).toContain('a rollback puts it back')
  expect(sum({ keptReverse, notKept: [{ object: 'o', why: 'no key' }] }).kept).toBe('some')
  const failing = { ...keptReverse, problems: ['It fails.'] }
  expect(sum({ keptReverse: failing, notKept: [] })).toMatchObject({ kept: 'none', wayBack: 'partly' })
  expect(sum({ keptReverse: { ...keptReverse, tried: false } }).kept).toBe('none')
  expect(sum({}).kept).toBe('none')
})
