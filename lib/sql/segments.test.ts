import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser } from './parse'
import { planSegments } from './segments'

beforeAll(loadParser)

const shape = (sql: string) =>
  planSegments(sql).segments.map(({ transaction, statements }) => [transaction, statements])
const notes = (sql: string) => planSegments(sql).notes.join('\n')

describe('segments', () => {
  it('puts all of a usual migration into one transaction', () => {
    const plan = planSegments(
      'CREATE TABLE a (id int); ALTER TABLE a ADD b int; SAVEPOINT s; UPDATE a SET b = 1;',
    )
    expect(plan).toMatchObject({
      mode: 'atomic',
      segments: [{ transaction: true, statements: [0, 1, 2, 3] }],
      notes: [],
    })
    expect(plan.statements).toHaveLength(4)
    expect(plan.statements[0]).not.toHaveProperty('tree')
  })

  it('has none for scripts without statements', () => {
    for (const sql of ['', '-- This is an empty migration.', ';;']) {
      expect(planSegments(sql)).toEqual({ mode: 'atomic', statements: [], segments: [], notes: [] })
    }
  })

  it('lets what cannot be in a transaction commit alone', () => {
    const sql =
      'ALTER TABLE a ADD b int;\nCREATE INDEX CONCURRENTLY i ON a (b);\nDROP INDEX CONCURRENTLY j;\nSELECT 1; SELECT 2;'
    expect(planSegments(sql).mode).toBe('stepwise')
    expect(shape(sql)).toEqual([
      [true, [0]],
      [false, [1]],
      [false, [2]],
      [true, [3, 4]],
    ])
    expect(notes(sql)).toContain('CREATE INDEX CONCURRENTLY i on a (line 2)')
    expect(planSegments('VACUUM a').mode).toBe('stepwise')
  })

  it('commits a new enum value before its use', () => {
    const sql = `ALTER TYPE "S" ADD VALUE 'it''s';\nALTER TYPE "S" ADD VALUE 'b';\nALTER TABLE t ADD x int;\nALTER TABLE t ALTER s SET DEFAULT 'it''s';`
    expect(shape(sql)).toEqual([
      [true, [0, 1, 2]],
      [true, [3]],
    ])
    expect(planSegments(sql).mode).toBe('stepwise')
    expect(notes(sql)).toContain("The new enum value it's (line 1) is used on line 4")
  })

  it('commits a value added to a type of the same script, too: before 17 it cannot be used at once', () => {
    const sql = `CREATE TYPE "S" AS ENUM ('a');\nALTER TYPE "S" ADD VALUE 'b';\nCREATE TABLE t (s "S" DEFAULT 'b');`
    expect(shape(sql)).toEqual([
      [true, [0, 1]],
      [true, [2]],
    ])
    expect(notes(sql)).toContain('line 3: PostgreSQL before 17 wants it committed before.')
  })

  it('stays atomic where the value is not used, or only renamed', () => {
    expect(planSegments(`ALTER TYPE s ADD VALUE 'paid'; ALTER TABLE t ADD paid text`).mode).toBe('atomic')
    expect(planSegments(`ALTER TYPE s RENAME VALUE 'a' TO 'b'; UPDATE t SET s = 'b'`).mode).toBe('atomic')
  })

  it('takes out BEGIN and COMMIT as Prisma writes them, and says so', () => {
    const sql = `ALTER TABLE a ADD c int;\n-- AlterEnum\nBEGIN;\nCREATE TYPE "S_new" AS ENUM ('a');\nDROP TYPE "S_old";\nCOMMIT;\nSELECT 1;`
    const plan = planSegments(sql)
    expect(plan.mode).toBe('atomic')
    expect(plan.segments).toEqual([{ transaction: true, statements: [0, 2, 3, 5] }])
    expect(plan.statements).toHaveLength(6)
    expect(plan.notes).toEqual([
      'BEGIN on line 3 and COMMIT on line 6 are left out: the migration’s own transaction encloses them.',
    ])
  })

  it('does not run what the script rolls back', () => {
    const sql = 'SELECT 1; BEGIN; DROP TABLE a; DELETE FROM b; ROLLBACK; SELECT 2'
    expect(shape(sql)).toEqual([[true, [0, 5]]])
    expect(notes(sql)).toContain('(2 statements) are not run')
  })

  it('handles strays', () => {
    expect(shape('SELECT 1; COMMIT; SELECT 2')).toEqual([[true, [0, 2]]])
    expect(notes('SELECT 1; COMMIT; SELECT 2')).toContain('COMMIT on line 1 has no BEGIN')
    expect(shape('SELECT 1; ROLLBACK; SELECT 2')).toEqual([[true, [0, 2]]])
    expect(notes('SELECT 1; ROLLBACK')).toContain('ROLLBACK on line 1 has no BEGIN')
    expect(notes('BEGIN; SELECT 1')).toContain('has no COMMIT')
    expect(shape('BEGIN; BEGIN; SELECT 1; COMMIT; COMMIT')).toEqual([[true, [2]]])
    expect(shape('BEGIN; SELECT 1; COMMIT AND CHAIN; SELECT 2; ROLLBACK')).toEqual([[true, [1]]])
    expect(notes('BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT')).toContain('options on line 1')
    expect(shape('SELECT 1; DISCARD ALL; SELECT 2')).toEqual([[true, [0, 2]]])
  })

  it('runs CONCURRENTLY alone also where the script encloses it', () => {
    expect(shape('BEGIN; SELECT 1; COMMIT; CREATE INDEX CONCURRENTLY i ON t (a)')).toEqual([
      [true, [1]],
      [false, [3]],
    ])
  })

  it('sends whole what does not parse', () => {
    const sql = 'CREATE TABLE a (id int);\nSELEC 1;'
    const plan = planSegments(sql)
    expect(plan).toMatchObject({ mode: 'atomic', segments: [{ transaction: true, statements: [0] }] })
    expect(plan.statements).toMatchObject([{ text: sql, node: null, start: 0, end: sql.length }])
    expect(plan.notes[0]).toContain('line 2')
    const committing = planSegments('BEGIN; SELEC 1; COMMIT;')
    expect(committing).toMatchObject({
      mode: 'stepwise',
      segments: [{ transaction: false, statements: [0] }],
    })
    expect(committing.notes[1]).toContain('stays')
  })

  it('tells what a script does to its own guards', () => {
    expect(notes(`SET lock_timeout = '5s'; SELECT 1`)).toContain('its own lock_timeout on line 1')
    expect(notes(`SELECT set_config('statement_timeout', '0', false)`)).toContain('its own statement_timeout')
    expect(notes(`SET LOCAL x.y = 1; CREATE INDEX CONCURRENTLY i ON t (a)`)).toContain('SET LOCAL x.y')
    expect(notes('COPY t FROM STDIN')).toContain('will fail')
    expect(notes('COPY t TO STDOUT')).toContain('is lost')
    expect(notes('CALL p()')).toContain('commits by itself')
    expect(notes(`SET search_path = 'x'`)).toBe('')
  })
})
