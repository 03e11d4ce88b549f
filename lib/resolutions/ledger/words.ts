import type { CatalogChange } from '../../domain/catalog'
import { describeChanges } from '../../domain/catalog-words'
import type { Failure } from '../../domain/failure'
import type { Statement } from '../../domain/statement'

/** A failure as a part of an explanation. */
export function failureWords({ what, why }: Failure): string {
  return `${what} ${why}`
}

/** `statement 3 (line 12: ALTER TABLE orders: add column note)`. */
export function statementWords({ index, line, summary }: Statement): string {
  return `statement ${index + 1} (line ${line}: ${summary})`
}

/** Changes of a schema as one clause: `+ table a (2 columns); − index b.c; and 4 more`. */
export function changesWords(changes: CatalogChange[], most = 8): string {
  const lines = describeChanges(changes)
  if (lines.length <= most) return lines.join('; ')
  return `${lines.slice(0, most - 1).join('; ')}; and ${lines.length - most + 1} more`
}

export function count(number: number, one: string, several = `${one}s`): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : several}`
}
