import type { Node } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'prefer-robust-statements',
  title: 'A statement outside a transaction that cannot be run again',
  family: 'hygiene',
  severity: 'notice',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'Where each statement of a script commits by itself, a failure in the middle leaves the first ones done. Running the script again then stops at them, unless they say IF EXISTS or IF NOT EXISTS.',
  safe: [
    {
      what: 'Say IF EXISTS or IF NOT EXISTS, or run the script in one transaction.',
      sql: 'ALTER TABLE orders ADD COLUMN IF NOT EXISTS note text;',
    },
  ],
}

export const preferRobustStatements: Rule = {
  meta,
  nodes: ['*'],
  check(at) {
    if (at.transaction !== null || at.migration.statements.length < 2 || isRobust(at.tree)) return []
    return [
      {
        title: `Cannot be run again: ${at.statement.summary}`,
        reason:
          'It commits by itself. When a later statement fails and the script is run again, it stops here, since this was done already.',
        tables: [],
      },
    ]
  },
}

function isRobust(tree: Node): boolean {
  const create = nodeOf(tree, 'CreateStmt')
  if (create) return create.if_not_exists === true
  // After a failed concurrent build, IF NOT EXISTS would pass over an invalid index: dropping it first is what helps.
  const index = nodeOf(tree, 'IndexStmt')
  if (index) return index.concurrent === true || index.if_not_exists === true
  const drop = nodeOf(tree, 'DropStmt')
  if (drop) return drop.missing_ok === true
  const rename = nodeOf(tree, 'RenameStmt')
  if (rename) return false
  const commands = nodeOf(tree, 'AlterTableStmt')?.cmds ?? []
  return commands.every((node) => {
    const { subtype, missing_ok } = nodeOf(node, 'AlterTableCmd') ?? {}
    if (subtype === 'AT_AddColumn' || subtype === 'AT_DropColumn' || subtype === 'AT_DropConstraint')
      return missing_ok === true
    return subtype !== 'AT_AddConstraint'
  })
}
