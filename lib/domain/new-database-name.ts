/** PostgreSQL cuts longer names, silently. */
const longestBytes = 63

const plain = /^[\p{L}_][\p{L}\p{N}_.-]*$/u

/** Why a new database beside `live` cannot be called `name`; null: it can, unless the server has one of that name. */
export function newDatabaseNameProblem(name: string, live: string | null): string | null {
  if (name === '') return 'Give it a name.'
  if (new TextEncoder().encode(name).length > longestBytes) return 'At most 63 bytes.'
  if (!plain.test(name)) return 'A letter or “_” first, then letters, digits, “_”, “-” and “.”.'
  if (name === live) return 'This is the live database.'
  if (/^headgate_/i.test(name)) return 'Names that begin with “headgate_” are Headgate’s own.'
  if (/^(postgres|template\d*)$/i.test(name) || /^pg_/i.test(name)) return 'This name is the server’s own.'
  return null
}
