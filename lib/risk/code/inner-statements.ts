import type { AlterTableCmd, DoStmt, Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { type ParsedStatement, parseScript } from '../../sql/parse'
import type { StatementFacts } from '../facts/facts'
import { factsOf } from '../facts/facts-of'
import { strongestOf } from '../facts/strongest'
import { applyStatement } from '../model/apply-statement'
import { isThere } from '../model/block-statements'
import { copyModel } from '../model/copy-model'
import type { Draft, StatementAt, Walked } from '../rule'
import { withGivenVariables } from './given-variables'
import { languageOf, statementsInBlock } from './statements-in-code'

/** A statement in a DO block as rules see it. */
export interface InnerStatement {
  at: StatementAt
  /** The same, for what comes after it. */
  walked: Walked
  /** Where its findings stand in the script; null: its own places hold. */
  position: number | null
}

/**
 * The statements in a DO block of PL/pgSQL, each as if its branch ran, on the schema that the ones before it give. What
 * cannot be read is left out.
 */
export function innerStatements(outer: StatementAt, block: DoStmt): InnerStatement[] {
  if (languageOf(block) !== 'plpgsql') return []
  const schema = copyModel(outer.schema)
  const walked = [...outer.migration.walked]
  const found: InnerStatement[] = []
  // A block without a transaction around it is one by itself.
  const transaction = outer.transaction ?? -1
  let from = 0
  const { texts, variables, loops } = statementsInBlock(outer.statement.text)
  for (const sql of texts) {
    const place = outer.statement.text.indexOf(sql, from)
    if (place >= 0) from = place + sql.length
    for (const parsed of parseScript(sql).statements) {
      // In a loop, a variable is another value each time.
      const tree = parsed.tree && withGivenVariables(parsed.tree, loops ? [] : variables)
      if (!tree || isThere(schema, tree)) continue
      const statement = placed(parsed, outer.statement, place)
      const { isFresh } = outer
      const migration = { ...outer.migration, walked: [...walked], schema: copyModel(schema) }
      const facts = factsOf(tree, { schema, postgres: migration.postgres, isFresh, transaction })
      const commands = commandsOf(tree)
      const at = {
        ...outer,
        statement,
        tree,
        commands,
        facts,
        schema: migration.schema,
        transaction,
        migration,
      }
      const inner = { statement, tree, commands, facts, transaction }
      found.push({ at, walked: inner, position: place < 0 ? outer.statement.start : null })
      walked.push(inner)
      applyStatement(schema, tree, { migration: migration.index, statement: statement.index })
    }
  }
  return found
}

/** What the block does, all in all. */
export function factsOfBlock(inner: readonly InnerStatement[], block: StatementFacts): StatementFacts {
  const all = inner.map(({ walked }) => walked.facts)
  if (all.length === 0) return block
  const locks = strongestOf(all.flatMap((facts) => facts.locks))
  const work = all.flatMap((facts) => facts.work)
  return { ...block, effects: [{ command: null, locks, work, because: null }], locks, work }
}

/** A finding about a statement in a block. What would take the statement's place cannot: it is not one of the script. */
export function draftInBlock(draft: Draft, { at, position }: InnerStatement): Draft {
  const { recipe } = draft
  const ofRows = rowStatements.includes(at.statement.node ?? '')
  // It may name variables of the block.
  const steps = recipe?.steps.map(({ what, sql }) => (ofRows || sql === undefined ? { what } : { what, sql }))
  return {
    ...draft,
    ...(position === null ? {} : { position }),
    recipe: recipe && steps ? { ...recipe, steps, rewrite: null } : null,
  }
}

const rowStatements = ['UpdateStmt', 'DeleteStmt', 'InsertStmt', 'MergeStmt']

function placed(parsed: ParsedStatement, outer: ParsedStatement, place: number): ParsedStatement {
  const { text, node, summary, needsAutocommit, controlsTransaction, tree, error } = parsed
  const offset = place < 0 ? 0 : outer.start + place
  return {
    index: outer.index,
    text,
    node,
    summary,
    needsAutocommit,
    controlsTransaction,
    tree,
    error,
    comments: [],
    line: outer.line,
    start: parsed.start + offset,
    end: parsed.end + offset,
    indexAt: (location) => parsed.indexAt(location) + offset,
  }
}

function commandsOf(tree: Node): AlterTableCmd[] {
  return (nodeOf(tree, 'AlterTableStmt')?.cmds ?? []).flatMap((node) => nodeOf(node, 'AlterTableCmd') ?? [])
}
