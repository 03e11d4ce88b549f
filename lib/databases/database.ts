import type { Readable, Writable } from 'node:stream'
import type { Catalog } from '../domain/catalog'
import type { DatabaseErrorInfo, LockHolder } from '../domain/database-error'
import type { Result } from '../domain/failure'
import type { GateMark, TerminalMark } from '../domain/mark'
import { isOfKind } from '../domain/same-kind'
import type { KeptData } from './kept-data'
import type { LiveLook } from './live-look'

/** Two connections reach the same database exactly when `systemIdentifier` and `databaseOid` agree. */
export interface Identity {
  systemIdentifier: string
  databaseOid: number
  databaseName: string
  /** As PostgreSQL's `server_version_num`: 180004. */
  serverVersion: number
  major: number
}

export interface OpenOptions {
  /** `application_name`; for a run `headgate run <id>`. */
  applicationName: string
  connectTimeoutMs?: number
  /** Settings applied to the session right after connecting, for example `{ lock_timeout: '2000' }` (milliseconds). */
  settings?: Record<string, string>
  /** Runs set this: a transaction pooler is then refused with `pooler_refused`. */
  refusePooler?: boolean
}

/** A statement's failure, as thrown by `Session`. Keeps SQLSTATE, position, detail and hint. */
export class DatabaseError extends Error {
  static override [Symbol.hasInstance](error: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: `this` is the subclass where one is asked about
    return isOfKind(error, this, { name: 'DatabaseError', is: DatabaseError })
  }

  constructor(readonly info: DatabaseErrorInfo) {
    super(info.message)
    this.name = 'DatabaseError'
  }
}

export interface ScriptAnswer<Row> {
  rows: Row[]
  rowCount: number | null
  commands: { tag: string; rowCount: number | null }[]
}

/** One dedicated connection, never from a pool. Methods throw `DatabaseError`. */
export interface Session {
  readonly identity: Identity
  readonly backend: { pid: number; startedAt: string }
  /** One statement with parameters (extended protocol). `prepared`: the server keeps it under this name, for this text. */
  query<Row = Record<string, unknown>>(
    sql: string,
    parameters?: unknown[],
    options?: { prepared?: string },
  ): Promise<{ rows: Row[]; rowCount: number | null }>
  /**
   * A whole text as it is (simple protocol, several statements allowed). Resolves to what the last command answered,
   * and to each command's tag: a COMMIT that took everything back answers ROLLBACK.
   */
  script<Row = Record<string, unknown>>(sql: string): Promise<ScriptAnswer<Row>>
  /** Called when the server ends the connection; `query` and `script` then reject. */
  readonly closed: boolean
  /** Inside BEGIN … COMMIT, also when the transaction has failed. */
  readonly inTransaction: boolean
  /** How the server reads the next text, as it has reported it: a script may change both. */
  readonly lexical: { conformingStrings: boolean; utf8: boolean }
  close(): Promise<void>
}

export interface ConnectionReport {
  identity: Identity
  /** host:port/database, safe to show. */
  label: string
  user: string
  tls: boolean
  pooler: boolean
  /** `createSchema`: may create tables in the URL's schema, or that schema where it does not exist yet. */
  rights: { createDatabase: boolean; superuser: boolean; createSchema: boolean; ownsTables: boolean }
  hasLedger: boolean
  /** Tables besides the ledger. */
  tables: number
}

export interface TableSize {
  /** schema.table */
  name: string
  /** Estimate of the statistics; exact when `analyze` never ran and the table is small. */
  rows: number
  bytes: number
}

export interface CatalogReader {
  /** Not twice at the same time. */
  read(): Promise<Catalog>
}

/** A kind of database. Functions that take a URL never put it, or its password, into an error. */
export interface Database {
  readonly kind: 'postgresql'
  /** Connects, looks, and says exactly what is wrong when it can not. Missing rights: `rights_missing`, `meta.report` holds the rest. */
  test(url: string): Promise<Result<ConnectionReport>>
  open(url: string, options: OpenOptions): Promise<Result<Session>>
  /** host:port/database of a URL without connecting; `url_invalid` when it is none. */
  label(url: string): Result<string>
  /** The same URL for another database of the server, or with other credentials. */
  withDatabase(url: string, database: string): string
  catalog(session: Session): Promise<Catalog>
  /** For reading the same session's schema many times: as `catalog`, at the price of what changed in between. */
  catalogReader(session: Session): CatalogReader
  tableSizes(session: Session, tables: string[]): Promise<TableSize[]>
  /** For the risk analysis. */
  readonly look: LiveLook
  /** What deploys copied aside there. */
  readonly kept: KeptData
  /** Who holds or waits before `pid`, by `pg_blocking_pids`. */
  blockers(session: Session, pid: number): Promise<LockHolder[]>
  /** Who waits for locks of `pid`, or behind somebody who does, longest first; `object` is what each of them waits for. */
  blocked(session: Session, pid: number): Promise<LockHolder[]>
  /** Who holds the session advisory lock `key` in this database. */
  advisoryHolders(session: Session, key: bigint): Promise<LockHolder[]>
  /** Ends a backend if it is still the one that started then. True when it is gone afterwards. */
  endBackend(session: Session, pid: number, startedAt: string): Promise<boolean>
  /**
   * Exact count and order-free hash of every user table at one instant, ledger and Headgate's own schema included
   * (partitions one by one). Reads in the transaction that `session` is in, else in one of its own.
   */
  digests(session: Session, options?: DigestOptions): Promise<import('../domain/snapshot').TableDigest[]>
  /**
   * One `COPY … TO STDOUT`: `take` reads the rows to their end. Resolves to how many. Throws `DatabaseError`, or what
   * `take` threw; then the session is in the middle of it, and must be closed.
   */
  copyOut(session: Session, sql: string, take: (rows: Readable) => Promise<void>): Promise<number>
  /** One `COPY … FROM STDIN`: `give` writes the rows and ends the stream. As `copyOut`. */
  copyIn(session: Session, sql: string, give: (rows: Writable) => Promise<void>): Promise<number>
  /** What Headgate has marked in the database itself, `terminal` by their start; nothing where it may not look. */
  readMarks(session: Session): Promise<{ gate: GateMark | null; terminal: TerminalMark[] }>
  /** Marks the database as gated; null takes that away. Outside of transactions. Throws `DatabaseError`, 42501 for missing rights. */
  setGate(session: Session, mark: GateMark | null): Promise<void>
  /** Inserts the mark, or updates what became of it. Outside of transactions. Throws as `setGate`. */
  writeTerminalMark(session: Session, mark: TerminalMark): Promise<void>
}

export interface DigestOptions {
  /** `schema.name` of those that are wanted; default all. */
  tables?: readonly string[]
  /** A snapshot that another transaction exported; only where `session` is in none. */
  snapshot?: string
  /** Columns count by their names and not by their places: the hash is another one than without. */
  byName?: boolean
  /** Told after each table. */
  onTable?: (done: number, of: number, table: string) => void
}
