import type { Blocked, Cost, DataLoss, FindingFamily, Severity } from './finding'

/** A rule as its help page shows it. */
export interface RuleView {
  id: string
  title: string
  family: FindingFamily
  severity: Severity
  lock: string | null
  cost: Cost
  blocks: Blocked
  dataLoss: DataLoss
  breaksApp: boolean
  /** In words; null: all that are supported. */
  versions: string | null
  why: string
  safe: { what: string; sql?: string }[]
}
