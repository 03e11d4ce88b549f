import type { DatabaseErrorInfo } from './database-error'

const cures: Record<string, string> = {
  '42501': 'Grant the rights that are named here, or connect as the owner of the tables, and deploy again.',
  '25006':
    'This server takes no writes (a standby, or default_transaction_read_only is on): connect to the one that does, and deploy again.',
  '57014':
    'It ran longer than statement_timeout allows, or somebody cancelled it: raise the limit, and deploy again.',
  '53100': 'The server’s disk is full: make room, and deploy again.',
}

/** What to do about a refusal that no other text of the migration would cure; null: correct the migration. */
export function refusalCure({ sqlstate }: Pick<DatabaseErrorInfo, 'sqlstate'>): string | null {
  const cure = cures[sqlstate ?? '']
  return cure ? `${cure} The database is as it was before this migration.` : null
}
