import type { Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { mostVolatile, type Volatility } from './expressions'
import type { Origin, SchemaModel } from './model'
import { functionKeyOf, newKeyOf, texts } from './names'

export function applyFunctionStatement(schema: SchemaModel, tree: Node, origin: Origin): boolean {
  const creates = nodeOf(tree, 'CreateFunctionStmt')
  if (creates) {
    const key = newKeyOf(schema, creates.funcname ?? [])
    const known = schema.functions.get(key)
    const volatility = volatilityIn(creates.options ?? []) ?? 'volatile'
    // Whether it replaces the known one or stands beside it, its arguments' types would tell.
    const both = known && !creates.replace ? mostVolatile(known.volatility, volatility) : volatility
    schema.functions.set(key, { key, volatility: both, born: known ? known.born : origin })
    return true
  }
  const alters = nodeOf(tree, 'AlterFunctionStmt')
  if (alters) {
    const known = schema.functions.get(functionKeyOf(schema, alters.func?.objname ?? []))
    const volatility = volatilityIn(alters.actions ?? [])
    if (known && volatility) schema.functions.set(known.key, { ...known, volatility })
    return true
  }
  const defines = nodeOf(tree, 'DefineStmt')
  if (defines?.kind !== 'OBJECT_AGGREGATE') return false
  const key = newKeyOf(schema, texts(defines.defnames))
  schema.functions.set(key, { key, volatility: 'immutable', born: origin })
  return true
}

function volatilityIn(options: readonly Node[]): Volatility | null {
  for (const option of options) {
    const element = nodeOf(option, 'DefElem')
    if (element?.defname !== 'volatility' || !element.arg) continue
    const word = nodeOf(element.arg, 'String')?.sval
    if (word === 'immutable' || word === 'stable' || word === 'volatile') return word
  }
  return null
}
