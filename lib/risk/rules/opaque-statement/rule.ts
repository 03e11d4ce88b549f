import type { FuncCall, Node } from 'libpg-query'
import { namesOf } from '../../../sql/names'
import { nodeOf } from '../../../sql/node-of'
import { languageOf, statementsInBlock } from '../../code/statements-in-code'
import { immutableFunctions, stableFunctions, volatileFunctions } from '../../model/built-in-functions'
import { walk } from '../../model/walk'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { inWords } from '../../words/names'

const meta: RuleMeta = {
  id: 'opaque-statement',
  title: 'What it does is not in its syntax',
  family: 'transaction',
  severity: 'warning',
  lock: 'those of what it executes',
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'A DO block, CALL, or SELECT of a function executes statements that are not judged one by one: which of them run, on which tables and how often, is known when it runs. What stands in it should be read by a person, and mostly a plain statement does the same.',
  safe: [
    { what: 'Write what is to be done as plain statements.' },
    { what: 'Or rehearse it on a copy of the database, and look at the locks it takes.' },
  ],
}

/** What they reach is not named in them. */
const wholesale = ['DropOwnedStmt', 'ReassignOwnedStmt', 'ImportForeignSchemaStmt']

export const opaqueStatement: Rule = {
  meta,
  nodes: ['DoStmt', 'CallStmt', 'SelectStmt', 'ExecuteStmt', ...wholesale],
  check: (at) => [...ofBlock(at), ...ofCall(at), ...ofSelect(at), ...ofWholesale(at)],
}

/** What can be read in a block is judged statement by statement. */
function ofBlock(at: StatementAt): Draft[] {
  const block = nodeOf(at.tree, 'DoStmt')
  if (!block) return []
  const { trees, unreadable } =
    languageOf(block) === 'plpgsql' ? statementsInBlock(at.statement.text) : { trees: [], unreadable: true }
  const calls = [...new Set(trees.flatMap(callsOwn))]
  if (calls.length === 0 && !unreadable) return []
  return [
    {
      title: unreadable
        ? 'A DO block puts SQL together while it runs'
        : `A DO block calls ${inWords(calls.map((name) => `${name}()`))}`,
      reason: `${unreadable ? 'Some of its SQL is known only when it runs' : 'What that does is not in this script'}, so what the block does to the database should be read by a person.`,
      tables: [],
    },
  ]
}

function ofCall(at: StatementAt): Draft[] {
  const call = nodeOf(at.tree, 'CallStmt')
  const prepared = nodeOf(at.tree, 'ExecuteStmt')
  if (!call && !prepared) return []
  const name = call ? namesOf(call.funccall?.funcname) : (prepared?.name ?? '')
  return [
    {
      title: `${call ? 'CALL' : 'EXECUTE'} ${name} does what its body says`,
      reason: 'What it locks and writes is not in this script, so nothing can be said about it.',
      tables: [],
    },
  ]
}

function ofSelect(at: StatementAt): Draft[] {
  const [name] = callsOwn(at.tree)
  if (name === undefined) return []
  return [
    {
      title: `SELECT ${name}() does what its body says`,
      reason: `What ${name}() locks and writes is not in this statement, so nothing can be said about it.`,
      tables: [],
    },
  ]
}

function ofWholesale({ statement }: StatementAt): Draft[] {
  if (!wholesale.includes(statement.node ?? '')) return []
  const title = statement.text.split(/\s+/).slice(0, 2).join(' ').toUpperCase()
  return [
    {
      title: `${title} reaches whatever is there when it runs`,
      reason: 'What it changes is not named in the statement, so nothing can be said about it.',
      tables: [],
    },
  ]
}

/** Functions that a query calls and that PostgreSQL does not bring along. */
function callsOwn(tree: Node): string[] {
  const found: string[] = []
  if (!nodeOf(tree, 'SelectStmt')) return found
  walk(tree, (name, inner) => {
    if (name !== 'FuncCall') return undefined
    const names = (inner as FuncCall).funcname ?? []
    const last = names.at(-1)
    const own = (last && nodeOf(last, 'String')?.sval) ?? ''
    if (!isBuiltIn(own) && !namesOf(names).startsWith('pg_catalog.')) found.push(namesOf(names))
    return undefined
  })
  return found
}

function isBuiltIn(name: string): boolean {
  return (
    /^(pg_|has_|current_|to_|json|array|string_|regexp_|generate_|row_|col_|obj_|format_|bool_|xml|inet|ts_|uuid|make_|date_|st_|lo_)/.test(
      name,
    ) ||
    aggregates.has(name) ||
    volatileFunctions.has(name) ||
    stableFunctions.has(name) ||
    immutableFunctions.has(name)
  )
}

const aggregates = new Set(
  `count sum min max avg every unnest rank dense_rank lag lead first_value last_value ntile percent_rank cume_dist
  nth_value mode percentile_cont percentile_disc stddev variance corr bit_and bit_or any_value grouping`.split(
    /\s+/,
  ),
)
