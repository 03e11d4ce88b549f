import type { AlterTableCmd, Constraint } from 'libpg-query'
import type { LockMode } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'

const shareRowExclusive = new Set<string>([
  'AT_EnableTrig',
  'AT_EnableAlwaysTrig',
  'AT_EnableReplicaTrig',
  'AT_EnableTrigAll',
  'AT_EnableTrigUser',
  'AT_DisableTrig',
  'AT_DisableTrigAll',
  'AT_DisableTrigUser',
])

const shareUpdateExclusive = new Set<string>([
  'AT_SetStatistics',
  'AT_ClusterOn',
  'AT_DropCluster',
  'AT_SetOptions',
  'AT_ResetOptions',
  'AT_ValidateConstraint',
  'AT_AttachPartition',
  'AT_DetachPartitionFinalize',
])

/** What one command of an ALTER TABLE needs on the table itself. */
export function lockLevel(command: AlterTableCmd): LockMode {
  const { subtype = '', def } = command
  if (shareRowExclusive.has(subtype)) return 'SHARE ROW EXCLUSIVE'
  if (shareUpdateExclusive.has(subtype)) return 'SHARE UPDATE EXCLUSIVE'
  if (subtype === 'AT_AddConstraint') return constraintLevel(def && nodeOf(def, 'Constraint'))
  if (subtype === 'AT_DetachPartition' && def && nodeOf(def, 'PartitionCmd')?.concurrent) {
    return 'SHARE UPDATE EXCLUSIVE'
  }
  if (subtype === 'AT_SetRelOptions' || subtype === 'AT_ResetRelOptions') return optionsLevel(def)
  return 'ACCESS EXCLUSIVE'
}

function constraintLevel(constraint: Constraint | undefined): LockMode {
  return constraint?.contype === 'CONSTR_FOREIGN' ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE'
}

/** These change what SELECT or the planner may do; all others only matter to writers and to VACUUM. */
const heavyOptions = new Set([
  'user_catalog_table',
  'security_barrier',
  'security_invoker',
  'check_option',
  'fastupdate',
  'gin_pending_list_limit',
  'buffering',
  'pages_per_range',
  'autosummarize',
])

function optionsLevel(def: AlterTableCmd['def']): LockMode {
  const options = (def && nodeOf(def, 'List')?.items) ?? []
  const names = options.map((option) => nodeOf(option, 'DefElem')?.defname ?? '')
  return names.some((name) => heavyOptions.has(name)) ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE'
}
