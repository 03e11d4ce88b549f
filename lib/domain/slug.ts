/** A name as it stands in addresses: small letters, digits and single dashes, at most 60. Never empty. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const slug = plain.replace(/[^a-z0-9]+/g, '-').slice(0, 60)
  return slug.replace(/^-+|-+$/g, '') || 'unnamed'
}

/** `wanted`, or `wanted-2` and so on when that is taken. */
export function freeSlug(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted
  for (let number = 2; ; number += 1) {
    const slug = `${wanted}-${number}`
    if (!taken.includes(slug)) return slug
  }
}
