import { z } from 'zod'

/** Hosts of databases that can be asked for a branch. A new one: a file beside lib/snapshots/neon, and its name here. */
export const externalProviders = ['neon'] as const
export type ExternalProvider = (typeof externalProviders)[number]

/** Ids as Neon writes them: `spring-example-302709`, `br-wispy-meadow-118737`. */
const id = (what: string) =>
  z
    .string()
    .trim()
    .min(1, `The ${what} is needed.`)
    .regex(/^[a-z0-9-]{1,60}$/, `The ${what}: lower-case letters, digits and dashes, 60 at most.`)

/** Where branches of an environment's database can be asked for, as it is stored. */
export const externalHostSchema = z.strictObject({
  provider: z.enum(externalProviders),
  projectId: id('project’s id'),
  branchId: id('branch’s id'),
  /** Sealed: see lib/composition/secrets.ts. */
  keySecret: z.string().min(1),
  /** As the host named them when it was tested last. */
  projectName: z.string(),
  branchName: z.string(),
  testedAt: z.string(),
})
export type ExternalHost = z.infer<typeof externalHostSchema>

/** What a person gives. `key` null: the one that is stored. */
export const newExternalHostSchema = z.strictObject({
  provider: z.enum(externalProviders),
  projectId: id('project’s id'),
  branchId: id('branch’s id'),
  key: z.string().trim().min(1, 'A key is needed.').max(500, 'At most 500 characters.').nullable(),
})
export type NewExternalHost = z.infer<typeof newExternalHostSchema>

/** A stored setting with its key opened. Lives in memory alone. */
export interface ExternalAccess {
  provider: ExternalProvider
  projectId: string
  branchId: string
  key: string
}

/** What a test of the setting saw. Nothing in it is secret. */
export interface ExternalHostReport {
  provider: ExternalProvider
  projectName: string
  branchName: string
  /** The branch's compute that the environment's address leads to. */
  endpoint: string
  /** Days of history from which the host can still make branches. */
  historyDays: number
  /** What the reader should know. */
  notes: string[]
}

/** The setting for the browser: without its key. */
export interface ExternalHostView {
  provider: ExternalProvider
  projectId: string
  branchId: string
  projectName: string
  branchName: string
  testedAt: string
}

export const externalProviderNames: Record<ExternalProvider, string> = { neon: 'Neon' }

/** Null for what is not there or cannot be read. */
export function readExternalHost(column: unknown): ExternalHost | null {
  const parsed = externalHostSchema.safeParse(column)
  return parsed.success ? parsed.data : null
}
