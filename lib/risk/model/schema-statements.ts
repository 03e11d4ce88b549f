import type { CreateSchemaStmt, Node, VariableSetStmt } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { applyStatement } from './apply-statement'
import type { Origin, SchemaModel } from './model'

/** Schemas, extensions, and where names without a schema lead. */
export function applySchemaStatement(schema: SchemaModel, tree: Node, origin: Origin): void {
  if ('CreateSchemaStmt' in tree) createSchema(schema, tree.CreateSchemaStmt, origin)
  else if ('CreateExtensionStmt' in tree) {
    const { extname = '' } = tree.CreateExtensionStmt
    if (!schema.extensions.has(extname)) schema.extensions.set(extname, { name: extname, born: origin })
  } else if ('VariableSetStmt' in tree) setVariable(schema, tree.VariableSetStmt)
  else if ('SelectStmt' in tree) setByFunction(schema, tree)
}

/** Each script is deployed on its own sooner or later: what one says of the search path does not hold for the next. */
export function beginSession(schema: SchemaModel): void {
  lookIn(schema, [schema.homeSchema])
}

function createSchema(schema: SchemaModel, statement: CreateSchemaStmt, origin: Origin): void {
  const name = statement.schemaname ?? statement.authrole?.rolename ?? ''
  if (!schema.schemas.has(name)) schema.schemas.set(name, { name, born: origin })
  if (!statement.schemaElts) return
  const { defaultSchema, searchPath } = schema
  lookIn(schema, [name, ...searchPath])
  for (const element of statement.schemaElts) applyStatement(schema, element, origin)
  schema.defaultSchema = defaultSchema
  schema.searchPath = searchPath
}

function setVariable(schema: SchemaModel, { name, kind, args }: VariableSetStmt): void {
  if (name !== 'search_path') return
  if (kind !== 'VAR_SET_VALUE') {
    beginSession(schema)
    return
  }
  lookIn(
    schema,
    (args ?? []).map((node) => nodeOf(node, 'A_Const')?.sval?.sval ?? ''),
  )
}

/** `SELECT pg_catalog.set_config('search_path', '', false)`, with which dumps begin. */
function setByFunction(schema: SchemaModel, tree: Node): void {
  const target = nodeOf(tree, 'SelectStmt')?.targetList?.[0]
  const value = target && nodeOf(target, 'ResTarget')?.val
  const call = value && nodeOf(value, 'FuncCall')
  const last = call?.funcname?.at(-1)
  if (!call || !last || nodeOf(last, 'String')?.sval !== 'set_config') return
  const [name, path] = (call.args ?? []).map((node) => nodeOf(node, 'A_Const')?.sval?.sval ?? '')
  if (name === 'search_path' && path !== undefined)
    lookIn(
      schema,
      path.split(',').map((each) => each.trim()),
    )
}

/** With an empty path every name has its schema; the old default stays for those that forget it. */
function lookIn(schema: SchemaModel, names: string[]): void {
  const given = names.map((name) => name.replaceAll('"', '')).filter((name) => name !== '')
  const path = given.filter((name) => name !== '$user' && name !== 'pg_catalog')
  schema.searchPath = path.length > 0 ? path : [schema.defaultSchema]
  schema.defaultSchema = schema.searchPath[0] ?? schema.defaultSchema
}
