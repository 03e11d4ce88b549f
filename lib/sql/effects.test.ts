import { beforeAll, describe, expect, it } from 'vitest'
import { effectsOf } from './effects'
import { loadParser } from './parse'

beforeAll(loadParser)

describe('effectsOf', () => {
  it.each([
    [
      'DROP TABLE a, s."B" CASCADE',
      [
        { kind: 'drop-table', schema: null, table: 'a' },
        { kind: 'drop-table', schema: 's', table: 'B' },
      ],
    ],
    [
      'ALTER TABLE "public"."orders" DROP COLUMN "note", ALTER COLUMN "x" SET NOT NULL',
      [
        { kind: 'drop-column', schema: 'public', table: 'orders', column: 'note' },
        { kind: 'set-not-null', schema: 'public', table: 'orders', column: 'x' },
      ],
    ],
    [
      'ALTER TABLE o ADD COLUMN a int NOT NULL, ADD b int NOT NULL DEFAULT 1, ADD c serial NOT NULL',
      [
        { kind: 'add-column', schema: null, table: 'o', column: 'a', required: true },
        { kind: 'add-column', schema: null, table: 'o', column: 'b', required: false },
        { kind: 'add-column', schema: null, table: 'o', column: 'c', required: false },
      ],
    ],
    [
      'ALTER TABLE o ALTER COLUMN s TYPE "S_new" USING (s::text::"S_new")',
      [
        {
          kind: 'retype',
          schema: null,
          table: 'o',
          column: 's',
          to: 'S_new',
          length: null,
          schemaOfType: null,
          array: false,
          computed: false,
        },
      ],
    ],
    [
      'ALTER TABLE o ALTER COLUMN s SET DATA TYPE VARCHAR(20)',
      [
        {
          kind: 'retype',
          schema: null,
          table: 'o',
          column: 's',
          to: 'varchar',
          length: 20,
          schemaOfType: 'pg_catalog',
          array: false,
          computed: false,
        },
      ],
    ],
    [
      "CREATE TYPE \"S_new\" AS ENUM ('A', 'B')",
      [{ kind: 'create-enum', schema: null, type: 'S_new', labels: ['A', 'B'] }],
    ],
    [
      'ALTER TABLE o RENAME COLUMN a TO b',
      [{ kind: 'rename-column', schema: null, table: 'o', column: 'a', to: 'b' }],
    ],
    ['ALTER TABLE o RENAME TO p', [{ kind: 'rename-table', schema: null, table: 'o', to: 'p' }]],
    ['ALTER TYPE s."E" RENAME TO "F"', [{ kind: 'rename-type', schema: 's', type: 'E', to: 'F' }]],
    [
      'TRUNCATE a, b',
      [
        { kind: 'truncate', cascade: false, schema: null, table: 'a' },
        { kind: 'truncate', cascade: false, schema: null, table: 'b' },
      ],
    ],
    [
      'ALTER TABLE o ALTER COLUMN s TYPE INTEGER USING length(s)',
      [
        {
          kind: 'retype',
          schema: null,
          table: 'o',
          column: 's',
          to: 'int4',
          length: null,
          schemaOfType: 'pg_catalog',
          array: false,
          computed: true,
        },
      ],
    ],
    ['TRUNCATE a CASCADE', [{ kind: 'truncate', cascade: true, schema: null, table: 'a' }]],
    [
      'WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone ON CONFLICT (x) DO UPDATE SET y = 1',
      [
        { kind: 'delete', schema: null, table: 'a' },
        { kind: 'insert', schema: null, table: 'b' },
        { kind: 'update', schema: null, table: 'b', columns: ['y'] },
      ],
    ],
    ['UPDATE a SET b = 1, "C" = 2', [{ kind: 'update', schema: null, table: 'a', columns: ['b', 'C'] }]],
    ['DO $$ BEGIN DELETE FROM a; END $$', [{ kind: 'opaque' }]],
    ['CREATE INDEX CONCURRENTLY i ON a (b)', [{ kind: 'touch', schema: null, table: 'a' }]],
    [
      'CREATE UNIQUE INDEX i ON a (b, c)',
      [{ kind: 'unique', schema: null, table: 'a', columns: ['b', 'c'] }],
    ],
    ['CREATE UNIQUE INDEX i ON a (lower(b))', [{ kind: 'touch', schema: null, table: 'a' }]],
    ['CREATE UNIQUE INDEX i ON a (b) WHERE c', [{ kind: 'touch', schema: null, table: 'a' }]],
    [
      'ALTER TABLE a ADD CONSTRAINT u UNIQUE (b)',
      [{ kind: 'unique', schema: null, table: 'a', columns: ['b'] }],
    ],
    [
      'ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES s.p (id)',
      [
        { kind: 'touch', schema: null, table: 'a' },
        { kind: 'touch', schema: 's', table: 'p' },
      ],
    ],
    ['ALTER TABLE a ALTER COLUMN b DROP DEFAULT', [{ kind: 'touch', schema: null, table: 'a' }]],
    ['ALTER INDEX i RENAME TO j', []],
    ['this is not SQL', [{ kind: 'opaque' }]],
  ])('%s', (sql, effects) => {
    expect(effectsOf(sql)).toEqual(effects)
  })
})
