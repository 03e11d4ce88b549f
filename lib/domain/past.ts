/** Who brought a file in, as far as the source's history tells. */
export interface Origin {
  /** Abbreviated commit, or the revision's digest. */
  commit: string
  author: string
  /** ISO 8601. */
  at: string
  subject: string
  /** The branch that it came from by a merge, where one can be named. */
  branch: string | null
}

/** What is known of how a project's migrations were before: from git, from captured revisions, or nothing. */
export interface Past {
  /** The text whose checksum is this (Prisma's rule about line ends applies), and where it was found, in words. */
  text(migration: string, checksum: string): Promise<{ sql: string; from: string } | null>
  origin(migration: string): Promise<Origin | null>
}

export const noPast: Past = { text: async () => null, origin: async () => null }
