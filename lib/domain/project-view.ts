import { z } from 'zod'
import type { Act } from './act'
import type { ExternalHostView } from './external-host'
import type { Failure } from './failure'
import type { EnvironmentKind, Policy } from './policy'

/** What was found under a path, before it is connected. Paths are of the server. */
export interface ProjectInspection {
  path: string
  /** A name to begin with. */
  name: string
  schema: string
  schemaFiles: string[]
  migrationsFolder: string
  /** Oldest first. */
  migrations: string[]
  notes: string[]
  connectedAs: { slug: string; name: string } | null
}

/** What a connection test saw; nothing in it is secret. */
export interface ConnectionView {
  label: string
  user: string
  /** As PostgreSQL writes it: `18.4`. */
  version: string
  tls: boolean
  tables: number
  hasLedger: boolean
  createDatabase: boolean
}

const name = z.string().trim().min(1, 'A name is needed.').max(60, 'At most 60 characters.')
const url = z.string().trim().min(1, 'A connection string is needed.').max(2_000, 'At most 2,000 characters.')

export const connectionTestSchema = z.strictObject({ url })

export const newProjectSchema = z.strictObject({
  path: z.string().trim().min(1, 'A path is needed.').max(1_000, 'At most 1,000 characters.'),
  name,
})
export type NewProject = z.infer<typeof newProjectSchema>

export const newEnvironmentSchema = z.strictObject({
  projectSlug: z.string().min(1).max(100),
  name,
  kind: z.enum(['development', 'staging', 'production']),
  url,
  /** A database for shadows, of the same major version; null: Headgate finds a place by itself. */
  shadowUrl: url.nullable(),
})
export type NewEnvironment = z.infer<typeof newEnvironmentSchema>

/** An environment on the settings page. */
export interface EnvironmentSettings {
  slug: string
  name: string
  kind: EnvironmentKind
  label: string
  serverVersion: string | null
  hasShadowUrl: boolean
  /** The host that makes snapshots of it when asked, and how many of those are there. */
  host: (ExternalHostView & { snapshots: number }) | null
  policy: Policy
  observedAt: string | null
  unreachable: Failure | null
  deployRequests: number
  /** Whether terminals are to be kept out, since when the database says so itself, and why it cannot. */
  gate: { wanted: boolean; markedAt: string | null; refusal: string | null }
}

/** A project's settings. Times are ISO 8601. */
export interface ProjectSettings {
  slug: string
  name: string
  path: string
  revision: { digest: string; at: string; author: string | null; migrations: number; notes: string[] } | null
  environments: EnvironmentSettings[]
  refresh: Act
  connect: Act
  changePolicy: Act
  move: Act
}

/** A project in the list of all. */
export interface ProjectRow {
  slug: string
  name: string
  path: string
  connectedAt: string
  environments: { slug: string; name: string }[]
}
