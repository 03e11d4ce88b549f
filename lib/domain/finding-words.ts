import type { Cost, FindingFamily, Severity } from './finding'

/** What a family is called, and what it does, as `3 findings stand: …` goes on. */
export const familyWords: Record<FindingFamily, { name: string; harm: string }> = {
  blocks: { name: 'Blocks others', harm: 'others would wait for a table' },
  loses_data: { name: 'Loses data', harm: 'data would be lost' },
  fails_on_data: { name: 'Fails on data', harm: 'the rows that are there can make it fail' },
  breaks_app: { name: 'Breaks the running application', harm: 'the running application would break' },
  integrity: { name: 'Integrity', harm: 'rules of the data would be missing' },
  transaction: { name: 'Transactions', harm: 'it does not fit its transaction' },
  timeout: { name: 'Timeouts', harm: 'a lock would be waited for too long' },
  hygiene: { name: 'Hygiene', harm: 'it could be tidier' },
}

export const severityWords: Record<Severity, { one: string; many: string }> = {
  danger: { one: 'danger', many: 'dangers' },
  warning: { one: 'warning', many: 'warnings' },
  notice: { one: 'notice', many: 'notices' },
}

/** What a statement does while it holds its locks. */
export const costWords: Record<Cost, string> = {
  instant: 'instant: nothing that grows with the table',
  scan: 'reads the table whole',
  'index build': 'builds an index',
  rewrite: 'writes the table anew',
}
