import type pg from 'pg'
import { type ParsedStatement, parseScript } from '../../../sql/parse'
import type { StatementFacts } from '../../facts/facts'
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
    const { tree, needsAutocommit, controlsTransaction } = statement
    if (!tree || controlsTransaction || 'TransactionStmt' in tree) continue
    const facts = claimsOf(statement, schema, postgres)
    const seen = needsAutocommit
      ? await measureAlone(client, watcher, statement)
      : await measureStatement(client, statement)
    if ('code' in seen) return { ...checked, failed: failureOf(seen, statement, facts) }
    checked.compared++
    const strict = {
      indexes: ofIndexes.has(statement.node ?? '') || /\bINDEX\b/i.test(statement.text.slice(0, 30)),
      data: !exact && ofData.has(statement.node ?? ''),
      query: ofData.has(statement.node ?? '') || withQuery.has(statement.node ?? ''),
      alone: needsAutocommit,
    }
    if (!facts.opaque) {
      const found = contradictions(facts, seen, strict)
      checked.wrong.push(...found.map((what) => `${statement.text.slice(0, 200)}\n      ${what}`))
    }
    applyStatement(schema, tree, { migration: 1, statement: statement.index })
  }
  return checked
}

const ofIndexes = new Set(['ReindexStmt'])
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

function claimsOf(statement: ParsedStatement, schema: SchemaModel, postgres: number): StatementFacts {
  return factsOf(statement.tree, {
    schema,
    postgres,
    isFresh: (thing) => thing?.born?.migration === 1,
    transaction: statement.needsAutocommit ? null : 0,
  })
}

function failureOf({ code, message }: MeasureError, { text }: ParsedStatement, { refused }: StatementFacts) {
  return `${code} ${message}${refused ? ` (as foreseen: ${refused})` : ''} in ${text.slice(0, 200)}`
}
