/** Names in a sentence, the first ones by name and the others by number: `a, b and 418 more`. */
export function listNames(names: readonly string[], most = 6): string {
  if (names.length <= most) return names.join(', ')
  return `${names.slice(0, most - 1).join(', ')} and ${(names.length - most + 1).toLocaleString('en-US')} more`
}
