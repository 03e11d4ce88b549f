import { parseCatalogKey } from '../../../domain/catalog-key'

/** A name in double quotes, as Prisma's own scripts have it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function qualified(path: string[]): string {
  return path.map(quoted).join('.')
}

export function literal(text: string): string {
  const escaped = text.replaceAll("'", "''")
  // A backslash means itself only while standard_conforming_strings is on.
  return text.includes('\\') ? `E'${escaped.replaceAll('\\', '\\\\')}'` : `'${escaped}'`
}

/** `kind:a."b.c".d` → `a`, `b.c`, `d`, without what follows the names. */
export function keyNames(key: string): string[] {
  return parseCatalogKey(key).path
}

/** The parts of a dotted SQL name: `public."User".id`. */
export function sqlNames(text: string): string[] {
  const parts = text.match(/"(?:[^"]|"")*"|[^."]+/g) ?? []
  return parts.map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name))
}

export function keyOf(kind: string, path: string[]): string {
  return `${kind}:${path.map((name) => (/[."]/.test(name) ? quoted(name) : name)).join('.')}`
}

/** Schema, name and the arguments with their parentheses. */
export function routineName(key: string): string {
  const [schema = '', rest = ''] = keyNames(key)
  const open = rest.indexOf('(')
  return `${qualified([schema, rest.slice(0, open)])}${rest.slice(open)}`
}

/** `grant:public.t.c to role`: the path of what it is about, and whose it is. */
export function grantParts(key: string): { path: string[]; grantee: string } {
  const rest = key.slice('grant:'.length)
  const at = rest.lastIndexOf(' to ')
  return { path: sqlNames(rest.slice(0, at)), grantee: rest.slice(at + 4) }
}
