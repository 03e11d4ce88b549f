import type { MigrationAt } from '../rule'

/** Prisma's own word for what a statement does, from the comment above it: `DropIndex`; null: it wrote none. */
export function stepOf(
  { sql, statements }: Pick<MigrationAt, 'sql' | 'statements'>,
  index: number,
): string | null {
  const statement = statements[index]
  if (!statement) return null
  const above = sql.slice(statements[index - 1]?.end ?? 0, statement.start)
  return /^--\s*((?:Drop|Create|Alter|Add|Rename|Redefine)[A-Z]\w+)\s*$/m.exec(above)?.[1] ?? null
}
