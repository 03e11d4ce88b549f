import type { FindingFamily } from '../../domain/finding'

/** Headings of the list of rules. */
export const familyWords: Record<FindingFamily, string> = {
  blocks: 'Blocks others',
  loses_data: 'Loses data',
  fails_on_data: 'Fails on the data that is there',
  breaks_app: 'Breaks the running application',
  integrity: 'Integrity',
  transaction: 'Transactions',
  timeout: 'Timeouts',
  hygiene: 'Hygiene',
}
