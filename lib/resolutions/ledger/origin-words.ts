import type { Origin, Past } from '../../domain/past'

/** Who brought a migration in, one sentence; empty where nobody knows. */
export async function originWords(past: Past, name: string): Promise<string[]> {
  const origin = await past.origin(name)
  return origin ? [`${name} came ${originPhrase(origin)}.`] : []
}

/** `from branch feature/x with commit 1a2b3c4 “Add carts” (Ada, 2026-01-02)`. */
export function originPhrase({ commit, author, at, subject, branch }: Origin): string {
  const from = branch ? `from branch ${branch} ` : ''
  return `${from}with commit ${commit} “${subject}” (${author}, ${at.slice(0, 10)})`
}
