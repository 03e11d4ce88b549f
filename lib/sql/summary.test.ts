import { beforeAll, expect, it } from 'vitest'
import { loadParser, splitScript } from './parse'

beforeAll(loadParser)

it.each([
  [
    'ALTER TABLE "public"."orders" ADD COLUMN "note" text, DROP COLUMN x',
    'ALTER TABLE orders: add column note, drop column x',
  ],
  ['ALTER TABLE app.orders ALTER a SET NOT NULL', 'ALTER TABLE app.orders: make a required'],
  [
    'ALTER TABLE t ALTER a TYPE varchar(80), ALTER b SET DEFAULT 1, ALTER c DROP DEFAULT',
    'ALTER TABLE t: change a to varchar(80), set a default for b, drop the default of c',
  ],
  [
    'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (b) NOT VALID',
    'ALTER TABLE t: add foreign key f to u, not yet validated',
  ],
  ['ALTER TABLE t ENABLE ROW LEVEL SECURITY', 'ALTER TABLE t: enable row level security'],
  ['ALTER TABLE t RENAME COLUMN a TO b', 'ALTER TABLE t: rename column a to b'],
  ['ALTER TABLE t RENAME CONSTRAINT a TO b', 'ALTER TABLE t: rename constraint a to b'],
  ['ALTER TABLE t RENAME TO u', 'ALTER TABLE t: rename to u'],
  ['ALTER INDEX i RENAME TO j', 'ALTER INDEX i: rename to j'],
  ['ALTER TYPE s RENAME TO s_old', 'ALTER TYPE s: rename to s_old'],
  [`ALTER TYPE s ADD VALUE 'x'`, 'ALTER TYPE s: add value x'],
  ['ALTER TABLE t SET SCHEMA u', 'ALTER TABLE t: move to schema u'],
  ['CREATE TABLE t (a int, b text, PRIMARY KEY (a))', 'CREATE TABLE t (2 columns)'],
  ['CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)', 'CREATE UNIQUE INDEX CONCURRENTLY i on t'],
  [`CREATE TYPE s AS ENUM ('a', 'b')`, 'CREATE TYPE s (a, b)'],
  ['CREATE MATERIALIZED VIEW m AS SELECT 1', 'CREATE MATERIALIZED VIEW m from a query'],
  [
    'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    'CREATE OR REPLACE FUNCTION f',
  ],
  ['CREATE EXTENSION IF NOT EXISTS pg_trgm', 'CREATE EXTENSION pg_trgm'],
  ['DROP TABLE a, b CASCADE', 'DROP TABLE a, b with all that depends on it'],
  ['DROP POLICY p ON app.t', 'DROP POLICY p on app.t'],
  ['DROP FUNCTION f(int)', 'DROP FUNCTION f'],
  ['DROP TYPE "S"', 'DROP TYPE S'],
  ['INSERT INTO t VALUES (1), (2)', 'INSERT into t (2 rows)'],
  ['INSERT INTO t SELECT * FROM u', 'INSERT into t from a query'],
  ['UPDATE t SET a = 1, b = 2', 'UPDATE t: set a, b in all rows'],
  ['DELETE FROM t WHERE a = 1', 'DELETE from t'],
  ['TRUNCATE a, b', 'TRUNCATE a, b'],
  ['DO $$ BEGIN END $$', 'DO block'],
  ['BEGIN', 'BEGIN'],
  [`COMMENT ON COLUMN t.a IS 'x'`, 'COMMENT on column t.a'],
  ['SET lock_timeout = 1', 'SET lock_timeout'],
  ['GRANT SELECT ON t TO r', 'GRANT SELECT on t'],
  ['SELECT   1 -- what\n  + 2', 'SELECT 1 + 2'],
])('%s', (sql, summary) => {
  expect(splitScript(sql).statements[0]?.summary.toLowerCase()).toBe(summary.toLowerCase())
})
