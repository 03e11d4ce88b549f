import type { RangeVar } from 'libpg-query'
import { quotedKeywords } from './keywords'

/** A key of the model as people say it: `public.orders` is `orders`, `billing.orders` stays. */
export function shown(key: string): string {
  return key.startsWith('public.') ? key.slice('public.'.length) : key
}

/** A name as SQL takes it: quoted where PostgreSQL needs it, and only there. */
export function quoteIdent(name: string): string {
  if (/^[a-z_][a-z0-9_$]*$/.test(name) && !quotedKeywords.has(name)) return name
  return `"${name.replaceAll('"', '""')}"`
}

/** `public.orders` as SQL: with its schema, so that it says the same under any search path. */
export function quoteKey(key: string): string {
  const [schema, name] = partsOf(key)
  return schema === null ? quoteIdent(name) : `${quoteIdent(schema)}.${quoteIdent(name)}`
}

/** A table as the statement names it: where it leaves the schema to the search path, so does this. */
export function relationSql({ schemaname, relname = '' }: RangeVar): string {
  return schemaname ? `${quoteIdent(schemaname)}.${quoteIdent(relname)}` : quoteIdent(relname)
}

/** A name in the schema of a table that SQL names so: `orders_seq` beside `orders`, `billing.orders_seq` beside `billing.orders`. */
export function relationIn(table: string, name: string): string {
  const [, schema = ''] = /^((?:"(?:[^"]|"")*"|[^".]+)\.)/.exec(table) ?? []
  return schema + quoteIdent(name)
}

/** As a list in SQL: `"userId", email`. */
export function quotedList(names: readonly string[]): string {
  return names.map(quoteIdent).join(', ')
}

/** For titles: `a`, `a and b`, `a, b and c`. */
export function inWords(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? ''
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`
}

/** Columns of a constraint or an index in a title: `(user_id, day)`. */
export function columnsShown(names: readonly (string | null)[]): string {
  return `(${names.map((name) => name ?? 'an expression').join(', ')})`
}

/** `'it''s'`. */
export function quoteLiteral(text: string): string {
  return text.includes('\\') ? ` E'${escaped(text)}'` : `'${text.replaceAll("'", "''")}'`
}

/** In small letters, digits and underscores, for the folder of a migration: `validate_orders_user_id_fkey`. */
export function suffixOf(...words: string[]): string {
  return words
    .join('_')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 80)
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "''")
}

function partsOf(key: string): [schema: string | null, name: string] {
  const dot = key.indexOf('.')
  return dot < 0 ? [null, key] : [key.slice(0, dot), key.slice(dot + 1)]
}
