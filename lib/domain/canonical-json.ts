/**
 * JSON with sorted keys and without spaces: equal values give equal text, so that it can be hashed.
 * Dates become ISO 8601, bigints decimal text, `undefined` disappears, and what PostgreSQL's jsonb refuses
 * (NUL, lone surrogates) becomes U+FFFD: what is read back from jsonb gives the same text again.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(plain(value))
}

/** The same value as plain JSON data, keys sorted. */
export function plain(value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return storable(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined)
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return Object.fromEntries(entries.map(([key, item]) => [storable(key), plain(item)]))
  }
  return value
}

function storable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').replace(/[\ud800-\udfff]/gu, '\ufffd')
}
