import { join } from 'node:path'
import { Client } from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { safeVersion } from '../../recipes/safe-version'
import { loadParser } from '../../sql/parse'
import { judgeCase } from '../testing/judge-case'
import { type RuleCase, readCases } from '../testing/rule-files'

/** Rules whose rewrites are tried here on a server: what is written instead ends in the same schema. */
const rules = [
  'attach-partition',
  'concurrent-index-if-not-exists',
  'create-partition-of',
  'ddl-with-backfill',
  'not-valid-then-validate-together',
  'reindex',
  'require-concurrent-index-creation',
  'require-concurrent-index-deletion',
  'statement-after-exclusive-lock',
]

const cases = rules.flatMap((rule) =>
  readCases(join(__dirname, '..', 'rules', rule), 'bad.sql')
    .filter(({ notExecuted }) => notExecuted === null)
    .map((given) => [rule, given.name, given] as const),
)

/** Cases of rules whose findings are refused by PostgreSQL: only the rewrite runs. */
const refused = [
  'concurrently-in-transaction',
  'concurrent-on-partitioned-parent',
  'enum-value-used-in-same-transaction',
].flatMap((rule) =>
  readCases(join(__dirname, '..', 'rules', rule), 'bad.sql').map(
    (given) => [rule, given.name, given] as const,
  ),
)

beforeAll(loadParser)

describe('what is written instead', () => {
  it.each(cases)('ends in the same schema: %s, %s', async (rule, _, given) => {
    const scripts = written(rule, given)
    if (!scripts) return
    const expected = await schemaAfter([given.before, given.migration])
    expect(await schemaAfter([given.before, ...scripts])).toEqual(expected)
  })

  it.each(refused)('runs: %s, %s', async (rule, _, given) => {
    const scripts = written(rule, given)
    if (scripts) await schemaAfter([given.before, ...scripts])
  })

  it('is there for most cases', () => {
    const rewritten = cases.filter(([rule, , given]) => written(rule, given) !== null)
    expect(rewritten.length).toBeGreaterThan(cases.length / 2)
  })
})

/** The scripts of the safe version, in order; null: the recipe is more than SQL. */
function written(rule: string, given: RuleCase): string[] | null {
  const findings = judgeCase(given).findings.filter((finding) => finding.rule === rule)
  const migration = { name: 'migration', sql: given.migration }
  const { migrations } = safeVersion(migration, findings, { names: ['migration'], checksum: '' })
  return migrations.length > 0 ? migrations.map(({ sql }) => sql) : null
}

/** Runs each script as Prisma sends it: whole. */
async function schemaAfter(scripts: string[]): Promise<unknown> {
  const server = await testServer()
  const client = new Client({ connectionString: await server.createDatabase() })
  await client.connect()
  try {
    for (const script of scripts) await client.query(script)
    const { rows } = await client.query(catalog)
    return rows
  } finally {
    await client.end()
  }
}

/** All that a schema is made of here, and whether a child has it from its parent. */
const catalog = `
  SELECT 'column' AS what, attrelid::regclass::text AS relation, attname::text AS name,
    concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attislocal, attinhcount, attidentity, attgenerated,
      pg_get_expr(adbin, adrelid), attstorage) AS definition
  FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE attnum > 0 AND NOT attisdropped AND attrelid::regclass::text !~ '^(pg_|information_schema)'
  UNION ALL SELECT 'constraint', conrelid::regclass::text, conname,
    concat_ws(' ', pg_get_constraintdef(oid), convalidated, conislocal, coninhcount)
  FROM pg_constraint WHERE conrelid <> 0 AND conrelid::regclass::text !~ '^(pg_|information_schema)'
  UNION ALL SELECT 'index', indrelid::regclass::text, indexrelid::regclass::text,
    concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid)
  FROM pg_index WHERE indrelid::regclass::text !~ '^(pg_|information_schema)'
  UNION ALL SELECT 'relation', oid::regclass::text, relkind::text,
    concat_ws(' ', relispartition, pg_get_expr(relpartbound, oid), reloptions)
  FROM pg_class WHERE relnamespace = 'public'::regnamespace
  ORDER BY 1, 2, 3, 4`
