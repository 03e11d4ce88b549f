/** `public.orders` → `orders`; other schemas stay. */
export function shownName(key: string): string {
  return key.replace(/^public\./, '')
}
