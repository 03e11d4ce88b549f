import { z } from 'zod'

const text = z.string().trim().max(200).catch('')

/** Filters of the audit, as they stand in the address; what does not fit counts as not given. Days are UTC. */
export const auditFilterSchema = z.object({
  /** Part of a name: who did it, or to what. */
  q: text,
  action: text,
  person: text,
  project: text,
  from: z.union([z.literal(''), z.iso.date()]).catch(''),
  to: z.union([z.literal(''), z.iso.date()]).catch(''),
  /** Only events older than this sequence number. */
  before: z.union([z.literal(''), z.string().regex(/^\d{1,18}$/)]).catch(''),
})
export type AuditFilter = z.infer<typeof auditFilterSchema>

/** Reads the filters of an address; a name that stands twice counts once. */
export function readAuditFilter(given: Record<string, string | string[] | undefined>): AuditFilter {
  const one = (name: keyof AuditFilter) => {
    const value = given[name]
    return (Array.isArray(value) ? value[0] : value) ?? ''
  }
  const names = Object.keys(auditFilterSchema.shape) as (keyof AuditFilter)[]
  return auditFilterSchema.parse(Object.fromEntries(names.map((name) => [name, one(name)])))
}

/** The filters as a query string, without the empty ones; `?` included. */
export function auditQuery(filter: Partial<AuditFilter>): string {
  const given = Object.entries(filter).filter(([, value]) => value)
  return given.length ? `?${new URLSearchParams(given)}` : ''
}

/** An event in the list. `sequence` is decimal text, times are ISO 8601. */
export interface AuditRow {
  sequence: string
  at: string
  actor: string
  action: string
  subject: { kind: string; name: string; href: string | null }
  project: string | null
  changes: Change[]
  hash: string
}

/** One value that an event changed, said or removed; null where it was not there. */
export interface Change {
  path: string
  before: string | null
  after: string | null
}

/** Flattens before and after to what differs, in the order of their names. */
export function changesBetween(before: unknown, after: unknown): Change[] {
  const [old, now] = [flatten(before), flatten(after)]
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort()
  return paths
    .map((path) => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }))
    .filter((change) => change.before !== change.after)
}

function flatten(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) return into
  if (typeof value !== 'object') return into.set(path, String(value))
  for (const [key, item] of Object.entries(value)) flatten(item, path ? `${path}.${key}` : key, into)
  return into
}
