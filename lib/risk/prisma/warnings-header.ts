/** What Prisma's header says that a migration takes away. Names as the database has them, without a schema. */
export interface AnnouncedLoss {
  kind: 'table' | 'column' | 'enum value'
  /** Table or enum. */
  owner: string
  /** Column or value; of a table: empty. */
  name: string
  /** UTF-16 offset of the line that says so. */
  position: number
}

const header = /^\s*(?:--[^\n]*\n\s*)*\/\*\s*Warnings:\s*\n([\s\S]*?)\*\//

const patterns: [AnnouncedLoss['kind'], RegExp][] = [
  ['column', /You are about to drop the column `([^`]+)` on the `([^`]+)` table/],
  ['column', /The `([^`]+)` column on the `([^`]+)` table would be dropped and recreated/],
  ['column', /Changed the type of `([^`]+)` on the `([^`]+)` table\. No cast exists/],
  ['table', /You are about to drop the `([^`]+)` table/],
]

/** The losses that the `Warnings` block on top of a generated migration announces; null: there is no such block. */
export function announcedLosses(sql: string): AnnouncedLoss[] | null {
  const found = header.exec(sql)
  if (!found) return null
  const body = found[1] ?? ''
  // Prisma puts every name into backticks.
  if (!body.includes('`')) return null
  const from = found[0].length - body.length - 2
  const losses: AnnouncedLoss[] = []
  for (const line of body.matchAll(/^\s*- .*$/gm)) {
    const position = from + line.index + line[0].indexOf('-')
    const values = /The values \[([^\]]*)\] on the enum `([^`]+)` will be removed/.exec(line[0])
    if (values) {
      for (const name of (values[1] ?? '').split(','))
        losses.push({ kind: 'enum value', owner: values[2] ?? '', name: name.trim(), position })
      continue
    }
    for (const [kind, pattern] of patterns) {
      const match = pattern.exec(line[0])
      if (!match) continue
      const [, one = '', two = ''] = match
      losses.push(
        kind === 'table'
          ? { kind, owner: one, name: '', position }
          : { kind, owner: two, name: one, position },
      )
      break
    }
  }
  return losses
}
