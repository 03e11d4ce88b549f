/** A name as PostgreSQL reads it: `Orders` is `orders`, `"Orders"` stays. */
export function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase()
}
