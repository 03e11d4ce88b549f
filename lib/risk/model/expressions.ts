import type { FuncCall, Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { immutableFunctions, stableFunctions, volatileFunctions } from './built-in-functions'
import type { SchemaModel } from './model'
import { functionKeyOf, texts } from './names'
import { walk } from './walk'

export { columnsIn } from './walk'

export type Volatility = 'immutable' | 'stable' | 'volatile'

/** A function that nobody knows is volatile, as PostgreSQL takes it to be. */
function volatilityOf(node: Node | null | undefined, schema: SchemaModel): Volatility {
  let found: Volatility = 'immutable'
  walk(node, (name, inner) => {
    const here =
      name === 'FuncCall'
        ? functionVolatility(inner as FuncCall, schema)
        : name === 'SQLValueFunction'
          ? 'stable'
          : 'immutable'
    found = mostVolatile(found, here)
    return undefined
  })
  return found
}

export function mostVolatile(a: Volatility, b: Volatility): Volatility {
  if (a === 'volatile' || b === 'volatile') return 'volatile'
  return a === 'stable' || b === 'stable' ? 'stable' : 'immutable'
}

function functionVolatility(call: FuncCall, schema: SchemaModel): Volatility {
  const names = texts(call.funcname)
  const known = schema.functions.get(functionKeyOf(schema, names))
  if (known) return known.volatility
  const name = names.at(-1) ?? ''
  // With the configuration said, which is a constant nearly always.
  if (/_ts(?:vector|query)$/.test(name) && (call.args?.length ?? 0) > 1) return 'immutable'
  if (volatileFunctions.has(name)) return 'volatile'
  if (stableFunctions.has(name)) return 'stable'
  if (immutableFunctions.has(name)) return 'immutable'
  return 'volatile'
}

/**
 * What a default means for the rows that are there: `constant` and `stable` are computed once and stored in the
 * catalog, `volatile` and `serial` (the next value of a sequence) are computed for each row. `none`: no default, or NULL.
 */
export function kindOfDefault(
  node: Node | null | undefined,
  schema: SchemaModel,
): 'none' | 'constant' | 'stable' | 'volatile' | 'serial' {
  if (!node || isNull(node)) return 'none'
  if (isNextValue(node)) return 'serial'
  const volatility = volatilityOf(node, schema)
  return volatility === 'immutable' ? 'constant' : volatility
}

/** `NULL`, also with a cast. */
function isNull(node: Node): boolean {
  const cast = nodeOf(node, 'TypeCast')
  if (cast?.arg) return isNull(cast.arg)
  return nodeOf(node, 'A_Const')?.isnull === true
}

/** The call of `nextval` with whatever casts around it. */
function isNextValue(node: Node): boolean {
  const cast = nodeOf(node, 'TypeCast')
  if (cast?.arg) return isNextValue(cast.arg)
  return texts(nodeOf(node, 'FuncCall')?.funcname).at(-1) === 'nextval'
}

/** The sequence's name as `nextval('…'::regclass)` holds it; null: it is not a literal. */
export function sequenceOfDefault(node: Node | null | undefined): string | null {
  if (!node) return null
  const cast = nodeOf(node, 'TypeCast')
  if (cast?.arg) return sequenceOfDefault(cast.arg)
  const call = nodeOf(node, 'FuncCall')
  if (texts(call?.funcname).at(-1) !== 'nextval') return null
  return literal(call?.args?.[0])
}

function literal(node: Node | undefined): string | null {
  if (!node) return null
  const cast = nodeOf(node, 'TypeCast')
  if (cast?.arg) return literal(cast.arg)
  return nodeOf(node, 'A_Const')?.sval?.sval ?? null
}
