import type { ParsedStatement } from '../../../sql/parse'
import type { Rule, RuleMeta, Walked } from '../../rule'

const meta: RuleMeta = {
  id: 'transaction-model',
  title: 'A migration that does not commit as one',
  family: 'transaction',
  severity: 'notice',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'CREATE INDEX CONCURRENTLY and its like cannot run in a transaction, so a file that holds one of them beside other statements commits in several steps. When a later step fails, the earlier ones stay: the migration is half applied, and running it again begins with statements that are done already. Under prisma migrate deploy such a file may not run at all: up to 7.3 all of it is one implicit transaction, from 7.4 on each statement commits by itself.',
  safe: [
    {
      what: 'Give each statement that cannot run in a transaction a migration of its own: it then either is applied or is not.',
      sql: 'CREATE INDEX CONCURRENTLY "Post_userId_idx" ON "Post"("userId");',
    },
  ],
}

export const transactionModel: Rule = {
  meta,
  nodes: [],
  end({ walked, settings }) {
    // Prisma does not run it at all, which has a finding of its own; who sends a plain file knows what commits.
    if (settings.runner !== 'headgate' || walked.some(({ tree }) => !tree)) return []
    const real = walked.filter(({ statement }) => !isPrelude(statement))
    const alone = real.find(({ statement }) => statement.needsAutocommit)
    if (!alone || real.length < 2) return []
    const done = real.slice(0, real.indexOf(alone)).length
    return [
      {
        statement: alone.statement.index,
        title: `Commits in ${stepsOf(real)} steps: what is done stays when a later one fails`,
        reason: `${alone.statement.summary} cannot run in a transaction${done > 0 ? ', so what stands before it commits first' : ''}. After a failure the file is half applied, and running it again meets what is there already.`,
        tables: [],
      },
    ]
  },
}

/** Changes nothing that a second run would stumble over: settings, and what clears away a failed build. */
function isPrelude({ node, text, controlsTransaction }: ParsedStatement): boolean {
  if (controlsTransaction || node === 'VariableSetStmt') return true
  return /^drop\s+index\s+(concurrently\s+)?if\s+exists\b/i.test(text)
}

function stepsOf(real: Walked[]): number {
  return new Set(real.map(({ transaction, statement }) => transaction ?? `alone ${statement.index}`)).size
}
