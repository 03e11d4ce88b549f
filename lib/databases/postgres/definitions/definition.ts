import type { Catalog } from '../../../domain/catalog'

export type Definition = Record<string, unknown>

/** The definition of an object of a catalog; an empty one where it is not there. */
export function read(text: string | null | undefined): Definition {
  return text ? JSON.parse(text.replace(beyondNumbers, '$1"$2"')) : {}
}

/** Limits of sequences may be more than JavaScript's numbers hold. */
const beyondNumbers = /("(?:start|increment|minimum|maximum|cache)": )(-?\d{16,})/g

export function definitionOf(catalog: Catalog, key: string): Definition {
  return read(Object.hasOwn(catalog, key) ? catalog[key] : null)
}

export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

export function list(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

export function differs(before: Definition, after: Definition, ...fields: string[]): boolean {
  return fields.some((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
}
