import type { SnapshotMethodName } from '@/lib/domain/snapshot'

/** What each method is called, short and in a sentence. */
export const methodNames: Record<SnapshotMethodName, string> = {
  dump: 'Dump',
  clone: 'Clone',
  tables: 'Affected tables',
  external: 'External',
}

export const methodSentences: Record<SnapshotMethodName, string> = {
  dump: 'By pg_dump, into files of Headgate’s',
  clone: 'By cloning the database on its server',
  tables: 'Only the tables that a plan destroys or rewrites',
  external: 'By the database’s host, as a branch of its own',
}
