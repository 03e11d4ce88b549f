import type { LedgerRow } from '../domain/migration'
import type { Digests, Place } from './places'

/** A run, as its control database has it once it has ended. */
export interface RunFacts {
  id: string
  kind: string
  state: string
  /** All that its outcome says, in one text. */
  said: string
  requestState: string | null
  /** Titles of migrations whose steps say that they are done. */
  done: string[]
  /** Steps without an outcome. */
  openSteps: string[]
}

/** A waiting `prisma migrate deploy`, each time that it got its lock. */
export interface PrismaLook {
  answer: 'refused' | 'nothing_to_do' | 'would_apply' | 'gave_up' | 'cut'
  /** Migrations of the plan that counted as applied then. */
  applied: number
  /** The run's session was there at that moment. */
  runConnected: boolean
}

/** Everything that is known about a round once the fault is over and Headgate has recovered. */
export interface Facts {
  /** States that the database may be in, and what a run must have said in them. */
  places: (Place & { states: string[]; requestStates: (string | null)[] })[]
  run: RunFacts
  /** Migrations whose steps said that they are done before the fault. */
  acknowledged: string[]
  /** A run that had succeeded, or said so, before the fault. */
  ended: string | null
  live: {
    /** Without the indexes that a stopped build left invalid. */
    schema: string
    invalidIndexes: string[]
    digests: Digests
    ledger: LedgerRow[]
  }
  planned: string[]
  /** Runs of this database that have not ended. */
  unresolved: string[]
  /** Most runs of this database that were under way at one moment. */
  mostAtOnce: number
  left: { locks: string[]; sessions: string[]; databases: string[] }
  /** Texts that change something, by the server's log, and that nobody approved. */
  strangeTexts: string[]
  /** Of applied migrations: statements that the server was never sent. */
  neverSent: string[]
  prisma: PrismaLook[]
  snapshots: { id: string; recorded: Digests; restored: Digests | string }[]
  /** After a restore: what the database from before holds, and what it must. */
  failedDatabase: { name: string; holds: Digests | null; must: Digests } | null
  /** Forward, then back: what is different from the start. */
  roundTrip: string[]
}
