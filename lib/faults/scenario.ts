import { createHash } from 'node:crypto'
import type { MigrationFile } from '../domain/migration'
import { type Random, randomOf } from './random'

/** What a migration of the suite is about. */
export type MigrationTrait =
  | 'schema'
  | 'data'
  | 'drop'
  | 'concurrently'
  | 'enum_value'
  | 'commit_inside'
  | 'not_parsed'
  | 'two_tables'

export interface Scenario {
  seed: number
  /** Makes the schema of the base; one applied migration. */
  base: MigrationFile
  /** Fills it. */
  rows: string
  migrations: MigrationFile[]
  traits: MigrationTrait[]
  tables: Table[]
}

export interface Table {
  /** Quoted. */
  name: string
  rows: number
}

const names = ['customer', '"Order"', 'invoice_line', '"audit log"', 'stock', '"größe"', 'shipment', 'ticket']

/**
 * A schema of a few tables with foreign keys, an enum, checks and indexes, with rows, and migrations for it. The same
 * for the same seed. `rows`: the most that a table has. `traits`: what the migrations must be about, in this order;
 * left out, two to four are drawn.
 */
export function scenarioOf(seed: number, options: { rows: number; traits?: MigrationTrait[] }): Scenario {
  const random = randomOf(seed)
  const tables = drawTables(random, options.rows)
  const traits = options.traits ?? drawTraits(random)
  const migrations = traits.map((trait, index) => {
    const table = random.pick(tables)
    return file(`${101 + index}_${trait}`, writers[trait]({ random, table, tables, index }))
  })
  return { seed, base: file('000_base', baseOf(tables)), rows: rowsOf(tables), migrations, traits, tables }
}

export function file(name: string, sql: string): MigrationFile {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

function drawTables(random: Random, most: number): Table[] {
  const count = random.int(3, 5)
  const start = random.int(0, names.length - 1)
  return Array.from({ length: count }, (_, index) => ({
    name: names[(start + index) % names.length] ?? '',
    rows: random.int(Math.min(200, most), most),
  }))
}

function drawTraits(random: Random): MigrationTrait[] {
  const all: MigrationTrait[] = [
    'schema',
    'schema',
    'data',
    'data',
    'drop',
    'concurrently',
    'concurrently',
    'enum_value',
    'commit_inside',
    'not_parsed',
  ]
  return Array.from({ length: random.int(2, 4) }, () => random.pick(all))
}

function baseOf(tables: Table[]): string {
  const statements = [`CREATE TYPE mood AS ENUM ('calm', 'busy', 'gone');`]
  tables.forEach(({ name }, index) => {
    const parent = tables[index - 1]
    statements.push(`CREATE TABLE ${name} (
  id integer PRIMARY KEY,
  label text NOT NULL DEFAULT 'none',
  note varchar(80),
  amount numeric(12, 2) NOT NULL DEFAULT 0,
  n integer NOT NULL DEFAULT 0 CHECK (n >= 0),
  state mood NOT NULL DEFAULT 'calm'${parent ? `,\n  parent integer REFERENCES ${parent.name} (id)` : ''}
);`)
    if (index % 2 === 0) statements.push(`CREATE INDEX ON ${name} (lower(label));`)
  })
  return statements.join('\n')
}

function rowsOf(tables: Table[]): string {
  return tables
    .map(({ name, rows }, index) => {
      const parent = tables[index - 1]
      return `INSERT INTO ${name} SELECT g, 'label ' || g % 97, CASE WHEN g % 3 = 0 THEN 'note ' || md5(g::text) END,
  (g * 7 % 10000) / 100.0, g % 1000, (ARRAY['calm', 'busy', 'gone'])[1 + g % 3]::mood${parent ? `, 1 + g % ${parent.rows}` : ''}
FROM generate_series(1, ${rows}) g;`
    })
    .join('\n')
}

interface Subject {
  random: Random
  table: Table
  tables: Table[]
  index: number
}

/** Where there are rows, so that a fault has time to come in between; a shadow has none, and passes at once. */
const rest = ({ name }: Table) => `SELECT pg_sleep(0.04) FROM ${name} WHERE id = 1;`

const writers: Record<MigrationTrait, (subject: Subject) => string> = {
  schema: ({
    table,
    tables,
    index,
  }) => `CREATE TABLE added_${index} (id serial PRIMARY KEY, of integer REFERENCES ${table.name} (id), at text);
${rest(table)}
INSERT INTO added_${index} (of, at) SELECT id, label FROM ${table.name} ORDER BY id LIMIT 50;
ALTER TABLE ${tables[0]?.name} ADD COLUMN extra_${index} integer DEFAULT ${index + 1};
${rest(table)}
CREATE INDEX added_${index}_at ON added_${index} (at);`,

  // Twice would be seen.
  data: ({ table }) => `UPDATE ${table.name} SET n = n + 1;
${rest(table)}
UPDATE ${table.name} SET amount = amount * 1.1, label = label || '!' WHERE id % 2 = 0;
${rest(table)}`,

  drop: ({ random, table, index }) =>
    random.chance(0.5)
      ? `ALTER TABLE ${table.name} ADD COLUMN kept_${index} integer;
${rest(table)}
ALTER TABLE ${table.name} DROP COLUMN note;
${rest(table)}`
      : `${rest(table)}
ALTER TABLE ${table.name} DROP COLUMN IF EXISTS note;
CREATE TABLE instead_${index} (id integer PRIMARY KEY);
${rest(table)}`,

  concurrently: ({ table, index }) => `CREATE INDEX CONCURRENTLY first_${index} ON ${table.name} (n, id);
${rest(table)}
CREATE INDEX CONCURRENTLY second_${index} ON ${table.name} (amount) WHERE n > 3;
UPDATE ${table.name} SET n = n + 1 WHERE id % 5 = 0;`,

  enum_value: ({ table, index }) => `ALTER TYPE mood ADD VALUE 'mood_${index}';
${rest(table)}
UPDATE ${table.name} SET state = 'mood_${index}' WHERE id % 7 = 0;
${rest(table)}`,

  commit_inside: ({ table, index }) => `BEGIN;
ALTER TABLE ${table.name} ADD COLUMN inside_${index} integer;
UPDATE ${table.name} SET n = n + 1;
COMMIT;
${rest(table)}
UPDATE ${table.name} SET inside_${index} = n;`,

  two_tables: ({ tables, index }) => `ALTER TABLE ${tables[0]?.name} ADD COLUMN both_${index} integer;
SELECT pg_sleep(0.5) FROM ${tables[0]?.name} WHERE id = 1;
ALTER TABLE ${tables[1]?.name} ADD COLUMN both_${index} integer;`,

  // Planned as what does not parse is: one text, sent whole.
  not_parsed: ({ table, index }) => `CREATE TABLE odd_${index} (id integer);
${rest(table)}
DO $odd$ BEGIN UPDATE ${table.name} SET n = n + 1 WHERE id % 3 = 0; END $odd$;
INSERT INTO odd_${index} SELECT generate_series(1, 5);`,
}
