import type { Rule } from '../rule'
import { addColumnConstrainedDomain } from './add-column-constrained-domain/rule'
import { addColumnGeneratedStored } from './add-column-generated-stored/rule'
import { addColumnIdentity } from './add-column-identity/rule'
import { addColumnInlineCheck } from './add-column-inline-check/rule'
import { addColumnInlineUnique } from './add-column-inline-unique/rule'
import { addColumnReferences } from './add-column-references/rule'
import { addColumnSerial } from './add-column-serial/rule'
import { addingExclusionConstraint } from './adding-exclusion-constraint/rule'
import { addingFieldWithVolatileDefault } from './adding-field-with-volatile-default/rule'
import { addingForeignKeyConstraint } from './adding-foreign-key-constraint/rule'
import { addingNotNullableField } from './adding-not-nullable-field/rule'
import { addingPrimaryKey } from './adding-primary-key/rule'
import { addingRequiredField } from './adding-required-field/rule'
import { alterDomainAddConstraint } from './alter-domain-add-constraint/rule'
import { attachPartition } from './attach-partition/rule'
import { banChar } from './ban-char/rule'
import { banDropColumn } from './ban-drop-column/rule'
import { banDropDatabase } from './ban-drop-database/rule'
import { banDropSchema } from './ban-drop-schema/rule'
import { banDropTable } from './ban-drop-table/rule'
import { bigserial } from './bigserial/rule'
import { cachedPlan } from './cached-plan/rule'
import { changedDefault } from './changed-default/rule'
import { changingColumnType } from './changing-column-type/rule'
import { checkViolations } from './check-violations/rule'
import { clientSideDefault } from './client-side-default/rule'
import { cluster } from './cluster/rule'
import { concurrentIndexIfNotExists } from './concurrent-index-if-not-exists/rule'
import { concurrentOnPartitionedParent } from './concurrent-on-partitioned-parent/rule'
import { concurrentlyInTransaction } from './concurrently-in-transaction/rule'
import { constraintMissingNotValid } from './constraint-missing-not-valid/rule'
import { createPartitionOf } from './create-partition-of/rule'
import { createPolicy } from './create-policy/rule'
import { createRule } from './create-rule/rule'
import { createTrigger } from './create-trigger/rule'
import { ddlWithBackfill } from './ddl-with-backfill/rule'
import { deleteWithoutWhere } from './delete-without-where/rule'
import { detachPartition } from './detach-partition/rule'
import { disableTrigger } from './disable-trigger/rule'
import { disallowedUniqueConstraint } from './disallowed-unique-constraint/rule'
import { dropAndRecreateColumn } from './drop-and-recreate-column/rule'
import { dropCascade } from './drop-cascade/rule'
import { dropNotNull } from './drop-not-null/rule'
import { dropTakesParentLock } from './drop-takes-parent-lock/rule'
import { dropTrigger } from './drop-trigger/rule'
import { dropView } from './drop-view/rule'
import { dropWhileRead } from './drop-while-read/rule'
import { droppingConstraint } from './dropping-constraint/rule'
import { droppingConstraintBackingIndex } from './dropping-constraint-backing-index/rule'
import { droppingReplicaIdentity } from './dropping-replica-identity/rule'
import { duplicateIndex } from './duplicate-index/rule'
import { enumRecreated } from './enum-recreated/rule'
import { enumValueRemoval } from './enum-value-removal/rule'
import { enumValueUsedInSameTransaction } from './enum-value-used-in-same-transaction/rule'
import { foreignKeyChurn } from './foreign-key-churn/rule'
import { foreignKeyMissingIndex } from './foreign-key-missing-index/rule'
import { foreignKeyOnPartitionedNotValid } from './foreign-key-on-partitioned-not-valid/rule'
import { foreignKeyOrphans } from './foreign-key-orphans/rule'
import { headerWarnings } from './header-warnings/rule'
import { hiddenObjectDropped } from './hidden-object-dropped/rule'
import { identifierTooLong } from './identifier-too-long/rule'
import { lockTable } from './lock-table/rule'
import { lockTimeoutTooLong } from './lock-timeout-too-long/rule'
import { midFileCommit } from './mid-file-commit/rule'
import { mismatchedForeignKeyType } from './mismatched-foreign-key-type/rule'
import { missingLockTimeout } from './missing-lock-timeout/rule'
import { narrowingType } from './narrowing-type/rule'
import { notNullWithNulls } from './not-null-with-nulls/rule'
import { notValidThenValidateTogether } from './not-valid-then-validate-together/rule'
import { opaqueStatement } from './opaque-statement/rule'
import { preferBigint } from './prefer-bigint/rule'
import { preferIdentity } from './prefer-identity/rule'
import { preferRobustStatements } from './prefer-robust-statements/rule'
import { preferText } from './prefer-text/rule'
import { preferTimestamptz } from './prefer-timestamptz/rule'
import { refreshMaterializedView } from './refresh-materialized-view/rule'
import { reindex } from './reindex/rule'
import { renameAsDropAdd } from './rename-as-drop-add/rule'
import { renamingColumn } from './renaming-column/rule'
import { renamingEnumValue } from './renaming-enum-value/rule'
import { renamingTable } from './renaming-table/rule'
import { requireConcurrentIndexCreation } from './require-concurrent-index-creation/rule'
import { requireConcurrentIndexDeletion } from './require-concurrent-index-deletion/rule'
import { retypeForeignKeySide } from './retype-foreign-key-side/rule'
import { riskyCast } from './risky-cast/rule'
import { rowLevelSecurity } from './row-level-security/rule'
import { setAccessMethod } from './set-access-method/rule'
import { setLogged } from './set-logged/rule'
import { setSchema } from './set-schema/rule'
import { setTablespace } from './set-tablespace/rule'
import { severalTablesLocked } from './several-tables-locked/rule'
import { shortIntegerPrimaryKey } from './short-integer-primary-key/rule'
import { statementAfterExclusiveLock } from './statement-after-exclusive-lock/rule'
import { tableWithoutPrimaryKey } from './table-without-primary-key/rule'
import { transactionModel } from './transaction-model/rule'
import { truncate } from './truncate/rule'
import { unbatchedBackfill } from './unbatched-backfill/rule'
import { uniqueOnDuplicates } from './unique-on-duplicates/rule'
import { updateWithoutWhere } from './update-without-where/rule'
import { vacuumFull } from './vacuum-full/rule'

/** Every rule. `npm run headgate:rule` adds one. */
export const rules: readonly Rule[] = [
  addColumnConstrainedDomain,
  addColumnGeneratedStored,
  addColumnIdentity,
  addColumnInlineCheck,
  addColumnInlineUnique,
  addColumnReferences,
  addColumnSerial,
  addingExclusionConstraint,
  addingFieldWithVolatileDefault,
  addingForeignKeyConstraint,
  addingNotNullableField,
  addingPrimaryKey,
  addingRequiredField,
  alterDomainAddConstraint,
  attachPartition,
  banChar,
  banDropColumn,
  banDropDatabase,
  banDropSchema,
  banDropTable,
  bigserial,
  cachedPlan,
  changedDefault,
  changingColumnType,
  checkViolations,
  clientSideDefault,
  cluster,
  concurrentIndexIfNotExists,
  concurrentOnPartitionedParent,
  concurrentlyInTransaction,
  constraintMissingNotValid,
  createPartitionOf,
  createPolicy,
  createRule,
  createTrigger,
  ddlWithBackfill,
  deleteWithoutWhere,
  detachPartition,
  disableTrigger,
  disallowedUniqueConstraint,
  dropAndRecreateColumn,
  dropCascade,
  dropNotNull,
  dropTakesParentLock,
  dropTrigger,
  dropView,
  dropWhileRead,
  droppingConstraint,
  droppingConstraintBackingIndex,
  droppingReplicaIdentity,
  duplicateIndex,
  enumRecreated,
  enumValueRemoval,
  enumValueUsedInSameTransaction,
  foreignKeyChurn,
  foreignKeyMissingIndex,
  foreignKeyOnPartitionedNotValid,
  foreignKeyOrphans,
  headerWarnings,
  hiddenObjectDropped,
  identifierTooLong,
  lockTable,
  lockTimeoutTooLong,
  midFileCommit,
  mismatchedForeignKeyType,
  missingLockTimeout,
  narrowingType,
  notNullWithNulls,
  notValidThenValidateTogether,
  opaqueStatement,
  preferBigint,
  preferIdentity,
  preferRobustStatements,
  preferText,
  preferTimestamptz,
  refreshMaterializedView,
  reindex,
  renameAsDropAdd,
  renamingColumn,
  renamingEnumValue,
  renamingTable,
  requireConcurrentIndexCreation,
  requireConcurrentIndexDeletion,
  retypeForeignKeySide,
  riskyCast,
  rowLevelSecurity,
  setAccessMethod,
  setLogged,
  setSchema,
  setTablespace,
  severalTablesLocked,
  shortIntegerPrimaryKey,
  statementAfterExclusiveLock,
  tableWithoutPrimaryKey,
  transactionModel,
  truncate,
  unbatchedBackfill,
  uniqueOnDuplicates,
  updateWithoutWhere,
  vacuumFull,
]
