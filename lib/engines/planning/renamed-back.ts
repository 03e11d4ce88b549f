import { keyOf } from '../../databases/postgres/definitions/names'
import type { Statement } from '../../domain/statement'
import { effectsOf } from '../../sql/effects'

/** Catalog keys of tables and columns that a reverse renames, under their names of before and after: they lose nothing. */
export function renamedBack(statements: readonly Statement[], schema: string): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const { text } of statements) {
    if (!/\bRENAME\b/i.test(text)) continue
    for (const effect of effectsOf(text)) {
      if (effect.kind !== 'rename-table' && effect.kind !== 'rename-column') continue
      const names = effect.kind === 'rename-table' ? [effect.table, effect.to] : [effect.column, effect.to]
      for (const name of names) {
        const path = [
          effect.schema ?? schema,
          ...(effect.kind === 'rename-table' ? [] : [effect.table]),
          name,
        ]
        keys.add(keyOf(effect.kind === 'rename-table' ? 'table' : 'column', path))
      }
    }
  }
  return keys
}
