import type { StatementFacts } from '../../facts/facts'
import type { Measured } from './measure'

export interface Strictness {
  /** Indexes are compared too. */
  indexes: boolean
  /** Rows decide which other tables are touched, so that touching less is no contradiction. */
  data: boolean
  /** The rows are not made for the statement. */
  rows: boolean
  /** It runs a query, which may read whatever it likes. */
  query: boolean
  /** Only files were looked at, and the first lock. */
  alone: boolean
}

/** What PostgreSQL contradicts, in words. */
export function contradictions(facts: StatementFacts, seen: Measured, strict: Strictness): string[] {
  return [...lockContradictions(facts, seen, strict), ...workContradictions(facts, seen, strict)]
}

function lockContradictions({ locks }: StatementFacts, seen: Measured, strict: Strictness): string[] {
  const found: string[] = []
  const claimed = new Map(locks.map(({ kind, relation, mode }) => [`${kind} ${relation}`, mode as string]))
  const isCompared = (name: string) => strict.indexes || !name.startsWith('index ')
  for (const [name, mode] of claimed) {
    if (!isCompared(name)) continue
    const measured = seen.locks.get(name)
    if (measured === mode || (measured === undefined && strict.alone)) continue
    const isLess = measured === undefined || measured === 'ACCESS SHARE'
    if (isLess && strict.data && (mode === 'ROW SHARE' || mode === 'ROW EXCLUSIVE')) continue
    found.push(`claims ${mode} on ${name}, measured ${measured ?? 'none'}`)
  }
  for (const [name, mode] of seen.locks) {
    if (isCompared(name) && !claimed.has(name)) found.push(`does not claim ${mode} on ${name}`)
  }
  return found
}

function workContradictions({ locks, work }: StatementFacts, seen: Measured, strict: Strictness): string[] {
  const found: string[] = []
  // Without rows that refer to something, a foreign key has nothing to look up in the other table.
  const main = locks[0]?.relation
  const of = (cost: string) => new Set(work.filter((each) => each.cost === cost).map(({ table }) => table))
  const rewritten = of('rewrite')
  if (!strict.alone) {
    for (const table of rewritten) {
      if (seen.visible.has(table) && !seen.rewritten.has(table)) found.push(`claims a rewrite of ${table}`)
    }
    for (const table of seen.rewritten) {
      if (!rewritten.has(table)) found.push(`does not claim the rewrite of ${table}`)
    }
    const scanned = new Set(work.map(({ table }) => table))
    for (const table of scanned) {
      if (strict.rows && table !== main) continue
      if (seen.visible.has(table) && !seen.scanned.has(table)) found.push(`claims that ${table} is read`)
    }
    for (const table of seen.scanned) {
      if (!scanned.has(table) && !strict.query) found.push(`does not claim that ${table} is read`)
    }
  }
  const builds = work.filter(({ cost }) => cost === 'index build')
  for (const { table, index } of builds) {
    if (rewritten.has(table)) continue
    const names = seen.built.get(table)
    const matches = index === undefined ? (names?.size ?? 0) > 0 : names?.has(index)
    if (!matches)
      found.push(
        `claims that index ${index ?? '(unnamed)'} of ${table} is built, measured ${[...(names ?? [])]}`,
      )
  }
  for (const [table, names] of seen.built) {
    const ours = builds.filter((each) => each.table === table)
    if (rewritten.has(table) || ours.some(({ index }) => index === undefined)) continue
    for (const name of names) {
      if (!ours.some(({ index }) => index === name))
        found.push(`does not claim that index ${name} of ${table} is built`)
    }
  }
  return found
}
