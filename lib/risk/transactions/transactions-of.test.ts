import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser, parseScript } from '../../sql/parse'
import { planSegments } from '../../sql/segments'
import { transactionsOf } from './transactions-of'

const numbers = (sql: string, runner: 'prisma' | 'headgate' | 'plain') =>
  transactionsOf(parseScript(sql).statements, runner)

beforeAll(loadParser)

describe('transactionsOf, for Prisma', () => {
  it('sees one transaction in a script', () => {
    expect(numbers('SELECT 1; CREATE INDEX CONCURRENTLY i ON t (x);', 'prisma')).toEqual([0, 0])
  })

  it('sees none where one statement that refuses it is alone', () => {
    expect(numbers('CREATE INDEX CONCURRENTLY i ON t (x);', 'prisma')).toEqual([null])
  })

  it('counts what stands before BEGIN to its transaction, and begins another after COMMIT', () => {
    expect(numbers('SELECT 1; BEGIN; SELECT 2; COMMIT; SELECT 3; VACUUM t;', 'prisma')).toEqual([
      0, 0, 0, 0, 1, 1,
    ])
  })

  it('takes savepoints for what they are', () => {
    expect(numbers('SAVEPOINT a; SELECT 1; ROLLBACK TO SAVEPOINT a; RELEASE SAVEPOINT a;', 'prisma')).toEqual(
      [0, 0, 0, 0],
    )
  })

  it('ends a transaction with ROLLBACK', () => {
    expect(numbers('BEGIN; SELECT 1; ROLLBACK; SELECT 2', 'prisma')).toEqual([0, 0, 0, 1])
  })
})

describe('transactionsOf, statement by statement', () => {
  it('is one transaction where nothing speaks against it', () => {
    expect(numbers('SELECT 1; SELECT 2', 'plain')).toEqual([0, 0])
  })

  it('commits each statement beside the blocks that the script opens', () => {
    expect(
      numbers('SELECT 1; BEGIN; SELECT 2; COMMIT; SELECT 3; START TRANSACTION; SELECT 4', 'plain'),
    ).toEqual([null, 0, 0, 0, null, 1, 1])
  })

  it('goes on after COMMIT AND CHAIN', () => {
    expect(numbers('BEGIN; COMMIT AND CHAIN; SELECT 1; END; SELECT 2', 'plain')).toEqual([0, 0, 1, 1, null])
  })

  it('commits each statement of a script that holds what cannot run in a transaction', () => {
    expect(numbers('SELECT 1; CREATE INDEX CONCURRENTLY i ON t (x)', 'plain')).toEqual([null, null])
  })
})

describe('transactionsOf, for Headgate', () => {
  it.each([
    'SELECT 1; CREATE INDEX CONCURRENTLY i ON t (x); SELECT 2; SELECT 3',
    'BEGIN; SELECT 1; COMMIT; SELECT 2',
    "ALTER TYPE s ADD VALUE 'late'; UPDATE t SET s = 'late'; VACUUM t",
    'BEGIN; UPDATE t SET a = 1; ROLLBACK; SELECT 2',
  ])('agrees with its segments: %s', (sql) => {
    const found = numbers(sql, 'headgate')
    const { segments } = planSegments(sql)
    const expected = segments.map(({ transaction, statements }) => ({ transaction, statements }))
    const seen = segments.map(({ statements }) => {
      const own = statements.map((index) => found[index])
      expect(new Set(own).size).toBe(1)
      return { transaction: own[0] !== null, statements }
    })
    expect(seen).toEqual(expected)
    const ofTransactions = segments
      .filter((each) => each.transaction)
      .map((each) => found[each.statements[0] ?? 0])
    expect(new Set(ofTransactions).size).toBe(ofTransactions.length)
  })

  it('sends what does not parse as one query', () => {
    expect(numbers('SELECT 1; SELEC 2; COMMIT; SELECT 3', 'headgate')).toEqual([0, 0, 0, 1])
  })
})
