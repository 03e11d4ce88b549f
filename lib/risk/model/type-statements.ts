import type { AlterDomainStmt, AlterEnumStmt, Constraint as ConstraintNode, Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { findType } from './lookup'
import type { Origin, SchemaModel, UserType } from './model'
import { nameIn, newKeyOf, texts } from './names'
import { typeOf } from './types'

/** Types, enums and domains. False: it is none of these. */
export function applyTypeStatement(schema: SchemaModel, tree: Node, origin: Origin): boolean {
  if ('CreateEnumStmt' in tree) {
    const { typeName = [], vals } = tree.CreateEnumStmt
    const labels = texts(vals).map((label) => ({ label, born: origin }))
    put(schema, newKeyOf(schema, typeName), { kind: 'enum', labels, born: origin })
  } else if ('CreateDomainStmt' in tree) createDomain(schema, tree.CreateDomainStmt, origin)
  else if ('CompositeTypeStmt' in tree) {
    const { typevar } = tree.CompositeTypeStmt
    if (typevar) put(schema, newKeyOf(schema, typevar), { kind: 'composite', born: origin })
  } else if ('CreateRangeStmt' in tree) {
    put(schema, newKeyOf(schema, tree.CreateRangeStmt.typeName ?? []), { kind: 'range', born: origin })
  } else if ('AlterEnumStmt' in tree) alterEnum(schema, tree.AlterEnumStmt, origin)
  else if ('AlterDomainStmt' in tree) alterDomain(schema, tree.AlterDomainStmt, origin)
  else return false
  return true
}

function put(schema: SchemaModel, key: string, given: Partial<UserType> & Pick<UserType, 'kind'>): void {
  schema.types.set(key, {
    key,
    labels: [],
    base: null,
    notNull: false,
    checks: new Map(),
    born: null,
    ...given,
  })
}

function createDomain(
  schema: SchemaModel,
  { domainname = [], typeName, constraints }: import('libpg-query').CreateDomainStmt,
  origin: Origin,
): void {
  const key = newKeyOf(schema, domainname)
  const nodes = (constraints ?? []).flatMap((node) => nodeOf(node, 'Constraint') ?? [])
  const checks: UserType['checks'] = new Map()
  for (const node of nodes) {
    if (node.contype === 'CONSTR_CHECK') addCheck(checks, key, node, true, origin)
  }
  const notNull = nodes.some(({ contype }) => contype === 'CONSTR_NOTNULL')
  const preset = nodes.find(({ contype }) => contype === 'CONSTR_DEFAULT')?.raw_expr ?? null
  put(schema, key, {
    kind: 'domain',
    base: typeOf(typeName, schema),
    default: preset,
    notNull,
    checks,
    born: origin,
  })
}

function addCheck(
  checks: UserType['checks'],
  key: string,
  node: ConstraintNode,
  validated: boolean,
  born: Origin,
): void {
  let name = node.conname ?? ''
  for (let pass = 0; name === '' || (!node.conname && checks.has(name)); pass++)
    name = `${nameIn(key)}_check${pass === 0 ? '' : pass}`
  checks.set(name, { name, validated, born })
}

function alterEnum(schema: SchemaModel, statement: AlterEnumStmt, origin: Origin): void {
  const type = findType(schema, statement.typeName ?? [])
  const label = statement.newVal ?? ''
  if (!type) return
  const labels = [...type.labels]
  if (statement.oldVal !== undefined) {
    const at = labels.findIndex((each) => each.label === statement.oldVal)
    const known = labels[at]
    if (known) labels[at] = { ...known, label }
  } else {
    if (labels.some((each) => each.label === label)) return
    const near = labels.findIndex((each) => each.label === statement.newValNeighbor)
    const at = near < 0 ? labels.length : statement.newValIsAfter ? near + 1 : near
    labels.splice(at, 0, { label, born: origin })
  }
  schema.types.set(type.key, { ...type, labels })
}

/** Subtypes are letters: `C` adds a constraint, `X` drops one, `V` validates it, `O` and `N` set and drop NOT NULL, `T` sets or drops the default. */
function alterDomain(schema: SchemaModel, statement: AlterDomainStmt, origin: Origin): void {
  const type = findType(schema, statement.typeName ?? [])
  if (!type) return
  const checks = new Map(type.checks)
  const name = statement.name ?? ''
  let { notNull } = type
  if (statement.subtype === 'O') notNull = true
  else if (statement.subtype === 'N') notNull = false
  else if (statement.subtype === 'T') {
    schema.types.set(type.key, { ...type, default: statement.def ?? null })
    return
  } else if (statement.subtype === 'X') checks.delete(name)
  else if (statement.subtype === 'V') {
    const check = checks.get(name)
    if (check) checks.set(name, { ...check, validated: true })
  } else if (statement.subtype === 'C') {
    const node = statement.def && nodeOf(statement.def, 'Constraint')
    if (node?.contype === 'CONSTR_NOTNULL') notNull = true
    else if (node) addCheck(checks, type.key, node, node.initially_valid === true, origin)
  }
  schema.types.set(type.key, { ...type, checks, notNull })
}
