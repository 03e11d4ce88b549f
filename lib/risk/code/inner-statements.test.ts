import { beforeAll, expect, it } from 'vitest'
import { loadParser } from '../../sql/parse'
import { judge } from '../testing/judge-case'

beforeAll(loadParser)

const before = `
  CREATE TABLE users (id bigint PRIMARY KEY);
  CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, note text);
`

const told = (sql: string) =>
  judge(sql, { before }).findings.map(({ rule, statement, line }) => `${rule} ${statement} ${line}`)

it('judges each statement of a block at its place', () => {
  const sql = `SELECT 'ü';
DO $$ BEGIN
  IF true THEN
    ALTER TABLE orders ADD COLUMN number serial;
  END IF;
  DROP TABLE orders;
END $$;`
  expect(told(sql)).toEqual(['add-column-serial 1 4', 'ban-drop-table 1 6'])
})

it('follows what a block does from statement to statement', () => {
  const sql = `DO $$ BEGIN
  ALTER TABLE orders ADD COLUMN region text;
  UPDATE orders SET region = 'eu';
  CREATE TABLE IF NOT EXISTS regions (id bigint PRIMARY KEY);
  ALTER TABLE regions ADD COLUMN name text NOT NULL;
END $$;`
  expect(told(sql)).toEqual(['ddl-with-backfill 0 3'])
})

it('passes over what the block finds there', () => {
  expect(told('DO $$ BEGIN ALTER TABLE orders ADD COLUMN note text NOT NULL; END $$;')).toEqual([])
})

it('points at the block where the text of a statement is not in it as such', () => {
  const { findings, migrations } = judge(
    `\nDO $$ BEGIN\n EXECUTE 'UPDATE orders SET note = ''x''';\nEND $$;`,
    {
      before,
    },
  )
  expect(findings).toMatchObject([{ rule: 'update-without-where', line: 2, column: 1 }])
  expect(migrations[0]?.statements[0]).toMatchObject({
    opaque: true,
    locks: [{ relation: 'public.orders', mode: 'ROW EXCLUSIVE' }],
  })
})

it('offers nothing to put in the place of a statement in a block', () => {
  const { findings } = judge('DO $$ BEGIN CREATE INDEX i ON orders (note); END $$;', { before })
  expect(findings[0]?.recipe).toMatchObject({ id: 'concurrent-index', rewrite: null })
})

it('writes down no statement that may name variables of its block', () => {
  const sql = `DO $$ DECLARE u record; BEGIN
  FOR u IN SELECT id FROM users LOOP
    UPDATE orders SET note = 'x' WHERE user_id = u.id;
  END LOOP;
END $$;`
  const { findings } = judge(sql, { before })
  expect(findings).toMatchObject([{ rule: 'unbatched-backfill', line: 3 }])
  expect(findings[0]?.recipe?.steps.every((step) => step.sql === undefined)).toBe(true)
})

it('takes a variable for a value, unless it changes in a loop', () => {
  const block = (body: string) => `DO $$ DECLARE mine bigint; BEGIN
  SELECT max(id) INTO mine FROM orders;
  ${body}
END $$;`
  expect(told(block("UPDATE orders SET note = 'x' WHERE id = mine;"))).toEqual([])
  expect(told(block("WHILE mine > 0 LOOP UPDATE orders SET note = 'x' WHERE id = mine; END LOOP;"))).toEqual([
    'unbatched-backfill 0 3',
  ])
})
