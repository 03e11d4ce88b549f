import type { Rule, RuleMeta } from '../../rule'
import { tokensOf } from '../../words/tokens'

const meta: RuleMeta = {
  id: 'identifier-too-long',
  title: 'A name that PostgreSQL cuts off',
  family: 'integrity',
  severity: 'warning',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'Names end at 63 bytes. PostgreSQL cuts longer ones with no more than a notice: two that begin alike become one, IF NOT EXISTS then passes over the second, and tools that look for the whole name do not find it.',
  safe: [
    {
      what: 'Give a shorter name. With Prisma: map.',
      sql: 'CREATE INDEX orders_customer_idx ON orders (customer_reference_number_of_the_parent_organisation);',
    },
  ],
}

/** In bytes. */
const limit = 63

export const identifierTooLong: Rule = {
  meta,
  nodes: [
    'CreateStmt',
    'IndexStmt',
    'AlterTableStmt',
    'RenameStmt',
    'ViewStmt',
    'CreateTableAsStmt',
    'CreateEnumStmt',
    'CreateTrigStmt',
    'CreateFunctionStmt',
    'CreateSeqStmt',
    'CreatePolicyStmt',
    'CreateSchemaStmt',
    'CreateDomainStmt',
    'CompositeTypeStmt',
  ],
  check(at) {
    // Reading every statement by its words would take longer than all rules together.
    const { text: sql } = at.statement
    if (!(isAscii(sql) ? /[\w$]{64}|"[^"\n]{64}/ : /[\w$\u0080-\uffff]{22}|"[^"\n]{22}/).test(sql)) return []
    const long = new Map<string, number>()
    for (const { text, start } of tokensOf(at.statement)) {
      const name = nameIn(text)
      if (name !== null && Buffer.byteLength(name) > limit && !long.has(name)) long.set(name, start)
    }
    return [...long].map(([name, start]) => ({
      title: `${name} is cut off after 63 bytes: ${Buffer.from(name).subarray(0, limit).toString('utf8')}`,
      reason:
        'PostgreSQL says so only in a notice. Another name that begins alike becomes the same one, and whoever looks for the whole name does not find it.',
      tables: [],
      position: at.statement.start + start,
    }))
  },
}

/** Its characters are bytes. */
function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}

/** Null: the word is no name. */
function nameIn(text: string): string | null {
  if (text.startsWith('"')) return text.slice(1, -1).replaceAll('""', '"')
  return /^[\p{L}_]/u.test(text) && !text.includes("'") && !text.startsWith('$') ? text : null
}
