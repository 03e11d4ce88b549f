import type pg from 'pg'
import { type ParsedStatement, parseScript } from '../../../sql/parse'
import { factsOf } from '../../facts/facts-of'
import { applyStatement } from '../../model/apply-statement'
import { emptyModel } from '../../model/empty-model'
import type { SchemaModel } from '../../model/model'
import type { RuleCase } from '../rule-files'
import { cleanDatabase } from './clean'
import { contradictions } from './compare'
import { fillTables } from './fill'
import { type MeasureError, measureAlone, measureStatement } from './measure'

export interface CheckedCase {
  /** Statements that were executed and compared. */
  compared: number
  /** What PostgreSQL contradicts, with the statement. */
  wrong: string[]
  /** It could not be executed as it stands. */
  failed: string | null
}

interface Servers {
  client: pg.Client
  watcher: pg.Client
}

/** Executes a case and compares each statement with what `factsOf` says of it. */
export async function checkCase(
  servers: Servers,
  given: RuleCase,
  postgres: number,
  exact: boolean,
): Promise<CheckedCase> {
  const filled = await tryCase(servers, given, postgres, { exact, rows: true })
  // Rows of our making may break what the case wants; its locks can be measured without.
  if (filled.failed === null || !/^(22|23)/.test(filled.failed)) return filled
  return tryCase(servers, given, postgres, { exact, rows: false })
}

async function tryCase(
  { client, watcher }: Servers,
  { before, migration }: RuleCase,
  postgres: number,
  { exact, rows }: { exact: boolean; rows: boolean },
): Promise<CheckedCase> {
  await cleanDatabase(client)
  await client.query(`set timezone = 'Europe/Berlin'; set lock_timeout = '10s'`)
  const schema = emptyModel({ complete: true })
  const checked: CheckedCase = { compared: 0, wrong: [], failed: null }
  for (const statement of parseScript(before).statements) {
    const failed = await client.query(statement.text).then(
      () => null,
      (error) => `before: ${error.message}`,
    )
    if (failed) return { ...checked, failed }
    if (statement.tree) applyStatement(schema, statement.tree, { migration: 0, statement: statement.index })
  }
  if (rows) await fillTables(client)
  for (const statement of parseScript(migration).statements) {
    const found = await checkStatement({ client, watcher }, statement, {
      schema,
      postgres,
      migration: 1,
      exact,
    })
    if (found === null) continue
    if (found.failed !== null) return { ...checked, failed: found.failed }
    checked.compared++
    checked.wrong.push(...found.wrong)
  }
  return checked
}

/** Executes one statement and applies it to the model. Null: it only controls transactions, which are ours here. */
async function checkStatement(
  { client, watcher }: Servers,
  statement: ParsedStatement,
  at: { schema: SchemaModel; postgres: number; migration: number; exact: boolean },
): Promise<{ wrong: string[]; failed: string | null } | null> {
  const { tree, needsAutocommit, controlsTransaction } = statement
  if (!tree) return { wrong: [], failed: `It does not parse: ${statement.text.slice(0, 200)}` }
  if (controlsTransaction || 'TransactionStmt' in tree) return null
  const facts = factsOf(tree, {
    schema: at.schema,
    postgres: at.postgres,
    isFresh: (thing) => thing?.born?.migration === at.migration,
    transaction: needsAutocommit ? null : 0,
  })
  const seen = needsAutocommit
    ? await measureAlone(client, watcher, statement)
    : await measureStatement(client, statement)
  if ('code' in seen && facts.refused && !/^(22|23)/.test(seen.code)) return { wrong: [], failed: null }
  if ('code' in seen) return { wrong: [], failed: failureOf(seen, statement) }
  const node = statement.node ?? ''
  const strict = {
    indexes: node === 'ReindexStmt' || /\bINDEX\b/i.test(statement.text.slice(0, 30)),
    data: !at.exact && ofData.has(node),
    rows: !at.exact,
    query: ofData.has(node) || withQuery.has(node),
    alone: needsAutocommit,
  }
  const found = facts.opaque ? [] : contradictions(facts, seen, strict)
  if (facts.refused) found.push(`claims that it is refused: ${facts.refused}`)
  applyStatement(at.schema, tree, { migration: at.migration, statement: statement.index })
  return { wrong: found.map((what) => `${statement.text.slice(0, 200)}\n      ${what}`), failed: null }
}

const ofData = new Set([
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
  'SelectStmt',
  'CopyStmt',
  'DoStmt',
])
const withQuery = new Set(['CreateTableAsStmt', 'RefreshMatViewStmt', 'ExplainStmt', 'VacuumStmt'])

function failureOf({ code, message }: MeasureError, { text }: ParsedStatement): string {
  return `${code} ${message} in ${text.slice(0, 200)}`
}
