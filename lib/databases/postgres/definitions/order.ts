import type { Dependency } from './facts'

/**
 * The nodes, each after what it needs; where nothing is needed, in their own order. A circle is cut where it is met.
 * `first` comes sorted as it shall come out.
 */
export function inOrder(first: string[], needs: ReadonlyMap<string, Iterable<string>>): string[] {
  const nodes = new Set(first)
  const seen = new Set<string>()
  const ordered: string[] = []
  // A stack of its own: chains of views can be longer than the call stack.
  for (const root of first) {
    const stack: { node: string; rest: Iterator<string> }[] = []
    const enter = (node: string) => {
      if (seen.has(node) || !nodes.has(node)) return
      seen.add(node)
      stack.push({ node, rest: [...(needs.get(node) ?? [])].sort()[Symbol.iterator]() })
    }
    enter(root)
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.rest.next()
      if (!next.done) enter(next.value)
      else {
        ordered.push(top.node)
        stack.pop()
      }
    }
  }
  return ordered
}

/** Soft needs that would close a circle of hard ones: `of` has to get its default later. */
export function circular(dependencies: Dependency[], nodeOf: (key: string) => string): Dependency[] {
  const hard = new Map<string, Set<string>>()
  for (const { of, on, soft } of dependencies) if (!soft) add(hard, nodeOf(of), nodeOf(on))
  return dependencies.filter(({ of, on, soft }) => soft && reaches(hard, nodeOf(on), nodeOf(of)))
}

function reaches(needs: ReadonlyMap<string, Set<string>>, from: string, to: string): boolean {
  const seen = new Set([from])
  const waiting = [from]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === to) return true
    for (const next of needs.get(node) ?? []) {
      if (seen.has(next)) continue
      seen.add(next)
      waiting.push(next)
    }
  }
  return false
}

export function add(to: Map<string, Set<string>>, key: string, value: string): void {
  const known = to.get(key)
  if (known) known.add(value)
  else to.set(key, new Set([value]))
}
