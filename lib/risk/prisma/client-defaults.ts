/** A default that Prisma Client works out and the database knows nothing of. */
export type ClientDefault = '@updatedAt' | `@default(${'uuid' | 'cuid' | 'ulid' | 'nanoid'}())`

const known = new Map<string, Map<string, ClientDefault>>()

/** `table.column`, as the database names them → what Prisma Client fills in. Of a schema's text, all files together. */
export function clientDefaults(schema: string): Map<string, ClientDefault> {
  const before = known.get(schema)
  if (before) return before
  const found = read(schema)
  // One schema at a time is looked at.
  known.clear()
  known.set(schema, found)
  return found
}

function read(schema: string): Map<string, ClientDefault> {
  const found = new Map<string, ClientDefault>()
  for (const [, name = '', body = ''] of schema.matchAll(/^\s*model\s+(\w+)\s*\{([\s\S]*?)^\s*\}/gm)) {
    const table = /^\s*@@map\(\s*(?:name:\s*)?"([^"]+)"/m.exec(body)?.[1] ?? name
    for (const line of body.split('\n')) {
      const [, field, rest = ''] = /^\s*(\w+)\s+(?!\/)(.*)$/.exec(line.replace(/\/\/.*$/, '')) ?? []
      const filled = field && fillOf(rest)
      if (!filled) continue
      const column = /@map\(\s*(?:name:\s*)?"([^"]+)"/.exec(rest)?.[1] ?? field
      found.set(`${table}.${column}`, filled)
    }
  }
  return found
}

function fillOf(attributes: string): ClientDefault | null {
  if (/@updatedAt\b/.test(attributes)) return /@default\(/.test(attributes) ? null : '@updatedAt'
  const call = /@default\(\s*(uuid|cuid|ulid|nanoid)\(/.exec(attributes)?.[1]
  return call ? (`@default(${call}())` as ClientDefault) : null
}
