import type { Node } from 'libpg-query'
import { readAlterTable } from './alter-table/alter-table'
import { readComment, readCreateStatistics, readGrant, readPublication } from './annotations'
import { readCreateIndex } from './create-index'
import { readCreateTable } from './create-table'
import { readCopy, readDelete, readInsert, readMerge, readSelect, readUpdate } from './data'
import { readAlterDomain } from './domains'
import { readDrop } from './drop'
import type { Gather } from './gather'
import { readCluster, readLock, readReindex, readTruncate, readVacuum } from './maintenance'
import { lockReads } from './reads'
import { readRename, readSetSchema } from './rename'
import { readAlterSequence, readCreateSequence } from './sequences'
import { readCreateTrigger, readPolicy, readRule } from './triggers-and-policies'
import { readCreateTableAs, readCreateView, readRefresh } from './views'

function readNode(tree: Node | undefined, gather: Gather): void {
  const [name = '', inside] = Object.entries(tree ?? {})[0] ?? []
  readers[name]?.(inside, gather)
}

const opaque = (_: unknown, gather: Gather) => gather.opaque()

/** What a statement of that node name does. Those that are not here lock no relation of users. */
// biome-ignore lint/suspicious/noExplicitAny: each reader knows the inside of its own node.
export const readers: Record<string, (inside: any, gather: Gather) => void> = {
  AlterDomainStmt: readAlterDomain,
  AlterObjectSchemaStmt: readSetSchema,
  AlterPolicyStmt: readPolicy,
  AlterPublicationStmt: readPublication,
  AlterSeqStmt: readAlterSequence,
  AlterTableMoveAllStmt: opaque,
  AlterTableStmt: readAlterTable,
  CallStmt: opaque,
  ClusterStmt: readCluster,
  CommentStmt: readComment,
  CopyStmt: readCopy,
  CreateForeignTableStmt: (inside, gather) => readCreateTable(inside.base ?? inside, gather),
  CreateFunctionStmt: (inside, gather) => lockReads(inside.sql_body, gather, false),
  CreatePolicyStmt: readPolicy,
  CreatePublicationStmt: readPublication,
  CreateSeqStmt: readCreateSequence,
  CreateStatsStmt: readCreateStatistics,
  CreateStmt: readCreateTable,
  CreateTableAsStmt: readCreateTableAs,
  CreateTrigStmt: readCreateTrigger,
  DeclareCursorStmt: (inside, gather) => readNode(inside.query, gather),
  DeleteStmt: readDelete,
  DoStmt: opaque,
  DropOwnedStmt: opaque,
  DropStmt: readDrop,
  ExecuteStmt: opaque,
  ExplainStmt: (inside, gather) => readNode(inside.query, gather),
  GrantStmt: readGrant,
  ImportForeignSchemaStmt: opaque,
  IndexStmt: readCreateIndex,
  InsertStmt: readInsert,
  LockStmt: readLock,
  MergeStmt: readMerge,
  PrepareStmt: (inside, gather) => lockReads(inside.query, gather, false),
  ReassignOwnedStmt: opaque,
  RefreshMatViewStmt: readRefresh,
  ReindexStmt: readReindex,
  RenameStmt: readRename,
  RuleStmt: readRule,
  SelectStmt: readSelect,
  TruncateStmt: readTruncate,
  UpdateStmt: readUpdate,
  VacuumStmt: readVacuum,
  ViewStmt: readCreateView,
}
