import { beforeAll, expect, test } from 'vitest'
import { beyondDatabase } from './beyond-database'
import { loadParser } from './parse'

beforeAll(loadParser)

test('sees what reaches beyond the database, with its line', () => {
  const script = `CREATE TABLE a (id int);
DROP DATABASE IF EXISTS shop WITH (FORCE);
ALTER DATABASE shop RENAME TO gone;
ALTER SYSTEM SET work_mem = '1GB';
COPY (SELECT 1) TO PROGRAM 'id';
COPY a FROM PROGRAM 'id';
DROP TABLESPACE fast;`
  expect(beyondDatabase(script).map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7])
  expect(beyondDatabase(script)[4]?.summary).toBe('COPY a from a program of the server')
})

test('lets pass what only speaks of it', () => {
  for (const sql of [
    "COMMENT ON TABLE a IS 'DROP DATABASE shop';",
    '-- DROP DATABASE shop;\nCREATE TABLE system (program text);',
    "ALTER DATABASE shop SET timezone = 'UTC';",
    'ALTER TABLE database RENAME TO tablespace;',
  ])
    expect(beyondDatabase(sql), sql).toEqual([])
})
