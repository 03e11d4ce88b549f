/** Numbers, UUIDs, CUIDs and places in the table, also several of them; or how many rows there are. */
export function isOpaqueKey(key: string): boolean {
  const parts = /^\(\d+,\d+\)$/.test(key) ? [] : key.split(', ')
  return parts.every((part) => opaque.test(part))
}

const opaque = /^(-?\d{1,20}( rows)?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|c[a-z0-9]{24})$/
