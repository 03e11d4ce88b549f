import type { EnvironmentKind } from '../domain/policy'

export interface SampleEnvironment {
  name: string
  kind: EnvironmentKind
  /** The last migration that is applied there. */
  upTo: string
  /** Between a migration being written and being deployed there, in days. */
  delayDays: number
  customers: number
  orders: number
  /** Orders on hold, in a thousand. */
  onHold: number
}

/** The rows are those of the shop as it is after this migration; later ones are applied over them. */
export const rowsAfter = '20260903140426_order_notes'

/** The further from the author, the further behind. */
export const sampleEnvironments: SampleEnvironment[] = [
  {
    name: 'Development',
    kind: 'development',
    upTo: '20261102083015_remove_on_hold_status',
    delayDays: 0,
    customers: 1_000,
    orders: 4_000,
    // Development removed that status already, which works where no order has it.
    onHold: 0,
  },
  {
    name: 'Staging',
    kind: 'staging',
    upTo: '20261013134522_index_orders_by_status',
    delayDays: 2,
    customers: 18_000,
    orders: 104_000,
    onHold: 3,
  },
  {
    name: 'Production',
    kind: 'production',
    upTo: rowsAfter,
    delayDays: 6,
    customers: 20_000,
    orders: 120_000,
    onHold: 4,
  },
]
