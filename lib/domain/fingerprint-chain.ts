import { createHash } from 'node:crypto'
import type { Catalog, CatalogChange } from './catalog'

/**
 * The fingerprint of a schema and of what it becomes with each step, each as `catalogFingerprint` has it, and the schema
 * at the end as `applyDelta` has it. Hundreds of steps over a large schema cost a hash each, and nothing else.
 */
export function fingerprintChain(base: Catalog, steps: CatalogChange[][]): { chain: string[]; end: Catalog } {
  const objects = new Map(Object.entries(base))
  const lines = new Map([...objects].map(([key, definition]) => [key, lineOf(key, definition)]))
  let keys = [...objects.keys()].sort()

  function fingerprint(): string {
    const text = keys.map((key) => lines.get(key)).join('')
    return createHash('sha256').update(text).digest('hex')
  }

  const chain = [fingerprint()]
  for (const changes of steps) {
    let moved = false
    for (const { key, after } of changes) {
      moved ||= objects.has(key) !== (after !== null)
      if (after === null) {
        objects.delete(key)
        lines.delete(key)
      } else {
        objects.set(key, after)
        lines.set(key, lineOf(key, after))
      }
    }
    if (moved) keys = [...objects.keys()].sort()
    chain.push(changes.length === 0 ? (chain.at(-1) ?? '') : fingerprint())
  }
  return { chain, end: Object.fromEntries(keys.map((key) => [key, objects.get(key) ?? ''])) }
}

function lineOf(key: string, definition: string): string {
  return `${JSON.stringify([key, definition])}\n`
}
