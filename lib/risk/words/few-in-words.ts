import { inWords, shown } from './names'

/** Keys for a title, the first ones by name: `users, orders and 4 others`. */
export function fewInWords(keys: readonly string[], named = 3): string {
  const names = keys.map(shown)
  const more = names.length - named
  return more > 1 ? `${names.slice(0, named).join(', ')} and ${more} others` : inWords(names)
}
