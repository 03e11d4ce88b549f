import { kindOfDefault } from '../model/expressions'
import type { Column, SchemaModel } from '../model/model'

/**
 * What old rows hold in a column that the scripts added, as long as nothing writes it: `nothing` (NULL), `same` (one value
 * in all rows), `own` (each row a value of its own).
 */
export function fillOf(column: Column, schema: SchemaModel): 'nothing' | 'same' | 'own' {
  if (column.serial || column.identity || column.generated) return 'own'
  const kind = kindOfDefault(column.default, schema)
  if (kind === 'none') return 'nothing'
  return kind === 'constant' || kind === 'stable' ? 'same' : 'own'
}
