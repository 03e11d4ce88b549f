import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { loadParser, parseScript } from '../../sql/parse'
import { applyStatement } from '../model/apply-statement'
import { emptyModel } from '../model/empty-model'
import type { SchemaModel, TypeRef } from '../model/model'
import { typeChange } from './type-change'

const setup = `
  CREATE EXTENSION citext;
  CREATE TYPE status AS ENUM ('a', 'b');
  CREATE TYPE state AS ENUM ('a', 'b');
  CREATE DOMAIN words AS text;
  CREATE DOMAIN code AS varchar(10);
  CREATE DOMAIN positive AS int CHECK (VALUE > 0);
  CREATE DOMAIN given AS text NOT NULL;
`

interface Seen {
  type: string
  cast: 'by itself' | 'explicit' | 'none'
  rewrite: boolean
  /** Null: there are no plain indexes on one of the types. */
  rebuild: boolean | null
}

/** Tries each type with an index on the column and without, as it stands and with USING. */
const tryTypes = `
  CREATE FUNCTION try_types(old text, new text[], OUT type text, OUT "cast" text, OUT rewrite bool, OUT rebuild bool)
  RETURNS SETOF record LANGUAGE plpgsql AS $$
  DECLARE using_ text; indexed bool; t oid; i oid;
  BEGIN
    FOREACH type IN ARRAY new LOOP
      "cast" := 'none'; rewrite := NULL; rebuild := NULL;
      <<attempts>>
      FOREACH using_ IN ARRAY ARRAY['', ' USING a::' || type] LOOP
        FOREACH indexed IN ARRAY ARRAY[true, false] LOOP
          BEGIN
            EXECUTE 'CREATE TABLE t (a ' || old || ')';
            IF indexed THEN CREATE INDEX i ON t (a); END IF;
            t := pg_relation_filenode('t');
            i := pg_relation_filenode(to_regclass('i'));
            EXECUTE 'ALTER TABLE t ALTER a TYPE ' || type || using_;
            "cast" := CASE WHEN using_ = '' THEN 'by itself' ELSE 'explicit' END;
            rewrite := t <> pg_relation_filenode('t');
            rebuild := i <> pg_relation_filenode(to_regclass('i'));
            DROP TABLE t;
            EXIT attempts;
          EXCEPTION WHEN OTHERS THEN NULL;
          END;
        END LOOP;
      END LOOP;
      RETURN NEXT;
    END LOOP;
  END $$`

const types = `int2 int4 int8 numeric numeric(10,2) numeric(12,2) numeric(12,4) real float8 money oid
  text varchar varchar(10) varchar(20) char(5) char(10) bpchar name citext
  bool date time time(3) timetz timestamp timestamp(3) timestamptz timestamptz(3) interval interval(3)
  uuid json jsonb xml bytea inet cidr macaddr bit(8) bit(16) varbit varbit(8) varbit(16) tsvector int4range point
  text[] varchar[] varchar(10)[] varchar(20)[] int4[] int8[] numeric[] jsonb[] uuid[]
  status state status[] words code positive given`.split(/\s+/)

const every = (nth: number) => types.filter((_, place) => place % nth === 0)
const full = process.env.HEADGATE_TESTS === 'full'

/**
 * Every type to every other, on an empty table: what PostgreSQL does does not depend on rows. By default a part of the
 * pairs, since all take a minute; `HEADGATE_TESTS=full` tries them all.
 */
describe.each([
  [14, every(full ? 1 : 7)],
  [18, every(full ? 1 : 3)],
] as const)('PostgreSQL %i', (major, types) => {
  let client: pg.Client
  const schema = emptyModel({ complete: true })

  beforeAll(async () => {
    await loadParser()
    for (const { tree } of parseScript(setup).statements) if (tree) applyStatement(schema, tree, null)
    const server = await testServer(major)
    client = new pg.Client({ connectionString: await server.createDatabase('types') })
    await client.connect()
    await client.query(`${setup}; ${tryTypes}; SET timezone = 'Europe/Berlin'`)
  })

  afterAll(() => client.end())

  it.each(types.map((type) => [type]))('changes %s as foreseen', async (from) => {
    const { rows } = await client.query<Seen>('select * from try_types($1, $2)', [from, types])
    const wrong: string[] = []
    for (const to of types) {
      const said = typeChange(typeOfColumn(schema, from), typeOfColumn(schema, to), {
        schema,
        postgres: major,
      })
      const seen = rows.find((row) => row.type === to)
      if (!seen) throw new Error(`${to} was not tried.`)
      const cast =
        said.safeCast === 'implicit' || said.safeCast === 'assignment' ? 'by itself' : said.safeCast
      if (cast !== seen.cast) wrong.push(`to ${to}: says ${cast}, PostgreSQL ${seen.cast}`)
      if (seen.cast === 'none') continue
      if (said.rewrite !== seen.rewrite) wrong.push(`to ${to}: rewrite is ${seen.rewrite}`)
      if (seen.rebuild !== null && said.indexRebuild !== seen.rebuild) {
        wrong.push(`to ${to}: an index is built anew: ${seen.rebuild}`)
      }
    }
    expect(wrong).toEqual([])
  })
})

describe('narrowing', () => {
  const narrows = (from: string, to: string) => {
    const schema = emptyModel({ complete: true })
    const [a, b] = [typeOfColumn(schema, from), typeOfColumn(schema, to)]
    return typeChange(a, b, { schema, postgres: 18 }).narrowing
  }

  it.each([
    ['int8', 'int4'],
    ['text', 'varchar(10)'],
    ['varchar(20)', 'varchar(10)'],
    ['varchar', 'varchar(10)'],
    ['char(10)', 'varchar(5)'],
    ['numeric(10,2)', 'numeric(8,2)'],
    ['numeric(10,2)', 'numeric(10,1)'],
    ['numeric', 'numeric(10,2)'],
    ['numeric(10,2)', 'int4'],
    ['float8', 'int4'],
    ['float8', 'real'],
    ['int8', 'numeric(10,0)'],
    ['timestamp', 'timestamp(3)'],
    ['timestamptz', 'date'],
    ['interval', 'interval(3)'],
    ['varbit(16)', 'varbit(8)'],
    ['inet', 'cidr'],
  ])('%s to %s', (from, to) => {
    expect(narrows(from, to)).toBe(true)
  })

  it.each([
    ['int4', 'int8'],
    ['int4', 'numeric'],
    ['int4', 'numeric(12,2)'],
    ['varchar(10)', 'varchar(20)'],
    ['varchar(10)', 'text'],
    ['char(5)', 'varchar(10)'],
    ['numeric(10,2)', 'numeric(12,2)'],
    ['numeric(10,2)', 'numeric'],
    ['date', 'timestamp'],
    ['timestamp(3)', 'timestamp'],
    ['timestamp', 'timestamptz'],
    ['json', 'jsonb'],
    ['uuid', 'text'],
    ['int4', 'text'],
    ['real', 'float8'],
    ['cidr', 'inet'],
  ])('not %s to %s', (from, to) => {
    expect(narrows(from, to)).toBe(false)
  })
})

function typeOfColumn(schema: SchemaModel, type: string): TypeRef {
  const scratch = { ...schema, tables: new Map() }
  for (const { tree } of parseScript(`CREATE TABLE t (a ${type})`).statements) {
    if (tree) applyStatement(scratch, tree, null)
  }
  const column = scratch.tables.get('public.t')?.columns.get('a')
  if (!column) throw new Error(`${type} is no type.`)
  return column.type
}
