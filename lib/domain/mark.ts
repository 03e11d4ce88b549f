/** In the database itself: a Headgate server is responsible for it, and terminals are to keep out. */
export interface GateMark {
  /** The server's public URL. */
  server: string
  project: string
  environment: string
  /** ISO 8601. */
  since: string
}

/** What a terminal did to the database, told in the database itself, so that a server's timeline can show it. */
export interface TerminalMark {
  /** UUID of the run. */
  id: string
  kind: 'deploy' | 'rollback' | 'resolve'
  startedAt: string
  endedAt: string | null
  /** `user@host`. */
  who: string
  migrations: string[]
  /** The run's state; `running` until it ended. */
  state: string
  /** The reason given for passing the gate; null: there was none. */
  bypass: string | null
}
