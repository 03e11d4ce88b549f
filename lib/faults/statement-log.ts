/** One text that the server was sent, by its own log. */
export interface SentText {
  application: string
  database: string
  text: string
}

/** Reads lines of PostgreSQL's jsonlog; half a line, which a crash may leave, is passed over. */
export function sentTexts(log: string): SentText[] {
  return log.split('\n').flatMap((line) => {
    try {
      const { message, application_name, dbname } = JSON.parse(line) as Record<string, string | undefined>
      const text = /^(?:statement|execute [^:]*): ([\s\S]*)$/.exec(message ?? '')?.[1]
      if (text === undefined) return []
      return [{ application: application_name ?? '', database: dbname ?? '', text }]
    } catch {
      return []
    }
  })
}

const writes =
  /^\s*(?:(?:insert|update|delete|merge|create|alter|drop|truncate|comment|grant|revoke|do|copy|vacuum|reindex|cluster|call|refresh|import|security|reassign)\b|with\b[\s\S]*\b(?:insert|update|delete|merge)\b)/i

/** Ledger and kept data are Headgate's to write, and an index that a stopped build left is its to drop. */
const own = /_prisma_migrations|\bheadgate\b|"headgate"|^DROP INDEX CONCURRENTLY IF EXISTS /

/** Texts that change something and are neither approved nor Headgate's own. */
export function strangeTexts(sent: readonly string[], approved: ReadonlySet<string>): string[] {
  return sent.filter((text) => writes.test(text) && !approved.has(text) && !own.test(text))
}
