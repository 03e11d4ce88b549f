import { readAddColumn } from './add-column'
import { readAddConstraint } from './add-constraint'
import { readColumnType } from './column-type'
import { readDropColumn } from './drop-column'
import { readDropConstraint } from './drop-constraint'
import { readSetNotNull } from './not-null'
import { readAttachPartition, readDetachPartition, readInherit } from './partitions'
import { readRewrite, readSetExpression, readTablespace } from './rewrites'
import { readDropIdentity, readOwner, readSetIdentity } from './sequences-of-columns'
import { lockDescendants, type ReadCommand } from './target'
import { readValidateConstraint } from './validate-constraint'

/** The triggers of a partitioned table stand on each of its partitions, too. */
const readTriggerState: ReadCommand = (_, target, gather) => {
  if (target.table?.kind === 'partitioned' && target.table.triggers.size > 0) lockDescendants(target, gather)
}

const reachesDescendants: ReadCommand = (_, target, gather) => lockDescendants(target, gather)

/** What a command does besides locking the table. Those that are not here do nothing more. */
export const commandReaders: Record<string, ReadCommand> = {
  AT_AddColumn: readAddColumn,
  AT_AddConstraint: readAddConstraint,
  AT_AddInherit: readInherit,
  AT_AlterColumnType: readColumnType,
  AT_AlterConstraint: reachesDescendants,
  AT_AttachPartition: readAttachPartition,
  AT_ColumnDefault: reachesDescendants,
  AT_ChangeOwner: readOwner,
  AT_DetachPartition: readDetachPartition,
  AT_DetachPartitionFinalize: readDetachPartition,
  AT_DropColumn: readDropColumn,
  AT_DropConstraint: readDropConstraint,
  AT_DropExpression: reachesDescendants,
  AT_DropIdentity: readDropIdentity,
  AT_DropInherit: readInherit,
  AT_DropNotNull: reachesDescendants,
  AT_SetAccessMethod: readRewrite,
  AT_SetExpression: readSetExpression,
  AT_SetIdentity: readSetIdentity,
  AT_SetLogged: readRewrite,
  AT_SetNotNull: readSetNotNull,
  AT_SetStatistics: reachesDescendants,
  AT_SetStorage: reachesDescendants,
  AT_SetTableSpace: readTablespace,
  AT_SetUnLogged: readRewrite,
  AT_EnableTrig: readTriggerState,
  AT_EnableAlwaysTrig: readTriggerState,
  AT_EnableReplicaTrig: readTriggerState,
  AT_DisableTrig: readTriggerState,
  AT_EnableTrigAll: readTriggerState,
  AT_DisableTrigAll: readTriggerState,
  AT_EnableTrigUser: readTriggerState,
  AT_DisableTrigUser: readTriggerState,
  AT_ValidateConstraint: readValidateConstraint,
}
