import { nodeOf } from '../../../sql/node-of'
import type { ParsedStatement } from '../../../sql/parse'
import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'mid-file-commit',
  title: 'A COMMIT with statements after it',
  family: 'transaction',
  severity: 'warning',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'What stands before a COMMIT stays, also when a later statement of the same file fails. The migration is then neither applied nor not: it cannot be run again as it is, and a person has to find out how far it came. Prisma itself writes BEGIN and COMMIT around the change of an enum, in the middle of a file. Headgate leaves both out and runs the file in one transaction.',
  safe: [
    { what: 'Give what stands before the COMMIT and what stands after it a migration each.' },
    { what: 'Or take BEGIN and COMMIT out: the statements then succeed or fail together.' },
  ],
}

export const midFileCommit: Rule = {
  meta,
  nodes: [],
  end({ statements, settings }) {
    // Headgate's runs leave BEGIN and COMMIT out.
    if (settings.runner === 'headgate') return []
    return statements.flatMap((statement, index) => {
      const rest = statements.slice(index + 1).filter((each) => !each.controlsTransaction)
      const done = statements.slice(0, index).filter((each) => !each.controlsTransaction)
      if (!isCommit(statement) || rest.length === 0 || done.length === 0 || opensNext(statements, index))
        return []
      // Whoever writes both into a file of their own means several transactions: NOT VALID, then VALIDATE.
      if (settings.runner === 'plain' && closesItsOwn(statements, index)) return []
      const next = rest[0] as ParsedStatement
      return [
        {
          statement: index,
          title: `What stands before this COMMIT stays, also when ${next.summary} fails`,
          reason: `${rest.length === 1 ? 'A statement follows' : `${rest.length} statements follow`} it. If one of them fails, the migration is half applied: it can neither be run again as it is nor counts as done.`,
          tables: [],
        },
      ]
    })
  },
}

function isCommit({ tree }: Pick<ParsedStatement, 'tree'>): boolean {
  return (tree && nodeOf(tree, 'TransactionStmt'))?.kind === 'TRANS_STMT_COMMIT'
}

function isBegin({ tree }: Pick<ParsedStatement, 'tree'>): boolean {
  const kind = (tree && nodeOf(tree, 'TransactionStmt'))?.kind
  return kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START'
}

/** A BEGIN of the same script opened what this COMMIT ends. */
function closesItsOwn(statements: readonly ParsedStatement[], index: number): boolean {
  const before = statements.slice(0, index).filter(({ node }) => node === 'TransactionStmt')
  const last = before.findLast(({ tree }) => isCommit({ tree }) || isBegin({ tree }))
  return last !== undefined && isBegin(last)
}

/** The last of several says it for all of them. */
function opensNext(statements: readonly ParsedStatement[], index: number): boolean {
  return statements.some((each, at) => {
    if (at <= index || !isCommit(each)) return false
    return statements.slice(at + 1).some((later) => !later.controlsTransaction)
  })
}
