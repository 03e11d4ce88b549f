import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Node } from 'libpg-query'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser, parseScript } from '../../sql/parse'
import { applyStatement } from '../model/apply-statement'
import { emptyModel } from '../model/empty-model'
import type { SchemaModel } from '../model/model'
import { readCases } from '../testing/rule-files'
import type { StatementFacts } from './facts'
import { factsOf } from './facts-of'

beforeAll(loadParser)

/** Facts of the last statement; those before it build the schema, of which nothing else is known. */
function facts(sql: string, given: { complete?: boolean; postgres?: number } = {}): StatementFacts {
  const { complete = false, postgres = 18 } = given
  const schema = emptyModel({ complete })
  const { statements } = parseScript(sql)
  const last = statements.pop()?.tree ?? null
  for (const { tree } of statements) if (tree) applyStatement(schema, tree, null)
  return look(last, schema, postgres)
}

function look(tree: Node | null, schema: SchemaModel, postgres: number): StatementFacts {
  return factsOf(tree, {
    schema,
    postgres,
    isFresh: (thing) => thing?.born != null,
    transaction: 0,
  })
}

const shown = ({ locks }: StatementFacts) => locks.map(({ relation, mode }) => `${relation}: ${mode}`)

describe('on a database of which nothing is known', () => {
  it('takes what is renamed for what the statement calls it', () => {
    expect(facts('ALTER VIEW open_orders RENAME TO pending_orders').locks).toEqual([
      { relation: 'public.open_orders', kind: 'view', mode: 'ACCESS EXCLUSIVE', fresh: false },
    ])
  })

  it('takes tables to be there, old and in use', () => {
    const { locks, work } = facts('ALTER TABLE shop.orders ADD FOREIGN KEY (user_id) REFERENCES users (id)')
    expect(locks).toEqual([
      { relation: 'shop.orders', kind: 'table', mode: 'SHARE ROW EXCLUSIVE', fresh: false },
      { relation: 'public.users', kind: 'table', mode: 'SHARE ROW EXCLUSIVE', fresh: false },
    ])
    expect(work.map(({ table, cost }) => [table, cost])).toEqual([
      ['shop.orders', 'scan'],
      ['public.users', 'scan'],
    ])
  })

  it('takes a column to be nullable and its type to be another one', () => {
    expect(facts('ALTER TABLE orders ALTER note SET NOT NULL').work).toHaveLength(1)
    expect(facts('ALTER TABLE orders ALTER id TYPE bigint').work).toEqual([
      { cost: 'rewrite', table: 'public.orders', fresh: false },
    ])
  })

  it('believes a check that was validated in sight', () => {
    const before = `ALTER TABLE orders ADD CONSTRAINT c CHECK (note IS NOT NULL) NOT VALID;
      ALTER TABLE orders VALIDATE CONSTRAINT c;`
    expect(facts(`${before} ALTER TABLE orders ALTER note SET NOT NULL`)).toMatchObject({
      work: [],
      effects: [{ because: 'A validated CHECK proves that there are no NULLs.' }],
    })
  })

  it('claims nothing of IF EXISTS on what is known not to be there', () => {
    const sql = 'DROP TABLE IF EXISTS orders'
    expect(shown(facts(sql))).toEqual(['public.orders: ACCESS EXCLUSIVE'])
    expect(shown(facts(sql, { complete: true }))).toEqual([])
  })
})

describe('an ALTER TABLE of several commands', () => {
  const sql = 'ALTER TABLE orders ALTER a SET STATISTICS 10, ADD CONSTRAINT c CHECK (a > 0), ADD COLUMN b int'

  it('has the effects of each', () => {
    const { effects } = facts(sql)
    expect(effects.map(({ command, locks, work }) => [command, locks[0]?.mode, work.length])).toEqual([
      [0, 'SHARE UPDATE EXCLUSIVE', 0],
      [1, 'ACCESS EXCLUSIVE', 1],
      [2, 'ACCESS EXCLUSIVE', 0],
    ])
  })

  it('takes the strongest lock once', () => {
    expect(shown(facts(sql))).toEqual(['public.orders: ACCESS EXCLUSIVE'])
  })
})

it('tells what the same scripts created', () => {
  const schema = emptyModel({ complete: true })
  const run = (sql: string, born: { migration: number; statement: number } | null) => {
    const tree = parseScript(sql).statements[0]?.tree ?? null
    const found = look(tree, schema, 18)
    if (tree) applyStatement(schema, tree, born)
    return found
  }
  run('CREATE TABLE old (id int PRIMARY KEY)', null)
  run('CREATE TABLE new (id int PRIMARY KEY, old_id int)', { migration: 0, statement: 0 })
  run('CREATE INDEX new_i ON new (old_id)', { migration: 0, statement: 1 })
  const fresh = ({ locks }: StatementFacts) => locks.map((lock) => [lock.relation, lock.fresh])
  expect(fresh(run('ALTER TABLE new ADD FOREIGN KEY (old_id) REFERENCES old (id)', null))).toEqual([
    ['public.new', true],
    ['public.old', false],
  ])
  expect(fresh(run('DROP INDEX new_i', null))).toEqual([
    ['public.new_i', true],
    ['public.new', true],
  ])
})

it('takes what does not parse, and what another language does, to be opaque', () => {
  expect(look(null, emptyModel({ complete: false }), 18).opaque).toBe(true)
  expect(facts("DO $$ BEGIN EXECUTE 'x'; END $$").opaque).toBe(true)
  expect(facts("SELECT partman.create_parent('public.events')").opaque).toBe(true)
  expect(facts('SELECT now(), count(*)').opaque).toBe(false)
})

describe('on every statement of the corpus', () => {
  const folder = join(__dirname, 'corpus')
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'))

  it.each(files)('understands %s, whatever is known before it', (file) => {
    for (const { before, migration } of readCases(folder, file)) {
      const statements = [...parseScript(before).statements, ...parseScript(migration).statements]
      for (const complete of [true, false]) {
        const schema = emptyModel({ complete })
        for (const { tree, text } of statements) {
          expect(look(tree, emptyModel({ complete }), 14).opaque, text).toBe(false)
          expect(look(tree, schema, 18).opaque, text).toBe(false)
          if (tree) applyStatement(schema, tree, null)
        }
      }
    }
  })

  it.each(files)('survives %s with holes in its trees', (file) => {
    const schema = emptyModel({ complete: false })
    for (const { before, migration } of readCases(folder, file)) {
      for (const { tree } of [...parseScript(before).statements, ...parseScript(migration).statements]) {
        if (!tree) continue
        for (const holed of withHoles(tree)) expect(() => look(holed, schema, 18)).not.toThrow()
        applyStatement(schema, tree, null)
      }
    }
  })
})

/** The tree once for each of its fields, without that field. */
function withHoles(tree: Node): Node[] {
  const found: Node[] = []
  const text = JSON.stringify(tree)
  const paths: (string | number)[][] = []
  const collect = (at: unknown, path: (string | number)[]) => {
    if (at === null || typeof at !== 'object') return
    for (const [key, inner] of Object.entries(at)) {
      paths.push([...path, key])
      collect(inner, [...path, key])
    }
  }
  collect(tree, [])
  for (const path of paths) {
    const copy = JSON.parse(text)
    let at = copy
    for (const key of path.slice(0, -1)) at = at[key]
    delete at[path.at(-1) ?? '']
    found.push(copy)
  }
  return found
}
