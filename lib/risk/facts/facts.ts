import type { RelationLock, Work } from '../../domain/finding'

/** What one command of an ALTER TABLE, or a whole other statement, makes PostgreSQL do. */
export interface Effect {
  /** Index into the commands of an ALTER TABLE; null: the statement. */
  command: number | null
  locks: RelationLock[]
  work: Work[]
  /** Why it costs what it costs, or why it costs nothing where one would expect it: `a validated CHECK proves it`. */
  because: string | null
}

export interface StatementFacts {
  effects: Effect[]
  /** The strongest on each relation, over all effects. */
  locks: RelationLock[]
  work: Work[]
  opaque: boolean
  /** It is refused whatever the data: `CREATE INDEX CONCURRENTLY` on a partitioned table. Null: nothing is known to refuse it. */
  refused: string | null
}
