import type { Node, RangeVar, TypeName } from 'libpg-query'
import { nodeOf } from './node-of'

/** As people say it: the schema only where it is written and not `public`. */
export function relationName(relation: RangeVar | undefined): string {
  if (!relation?.relname) return ''
  return qualified([relation.schemaname, relation.relname])
}

/** Dotted names: a list of String nodes. */
export function namesOf(nodes: Node[] | undefined): string {
  return qualified((nodes ?? []).map((node) => nodeOf(node, 'String')?.sval))
}

/** The name in whatever form a DROP, COMMENT or GRANT holds it. */
export function nameOf(node: Node): string {
  const relation = nodeOf(node, 'RangeVar')
  if (relation) return relationName(relation)
  const list = nodeOf(node, 'List')
  if (list) return qualified((list.items ?? []).map(nameOf))
  const routine = nodeOf(node, 'ObjectWithArgs')
  if (routine) return namesOf(routine.objname)
  const type = nodeOf(node, 'TypeName')
  if (type) return typeNameOf(type)
  return nodeOf(node, 'String')?.sval ?? ''
}

/** `varchar(80)`, `integer`, `status[]`. */
export function typeNameOf(type: TypeName | undefined): string {
  const names = (type?.names ?? [])
    .map((node) => nodeOf(node, 'String')?.sval ?? '')
    .filter((name) => name !== 'pg_catalog')
  const name = qualified(names)
  const modifiers = (type?.typmods ?? []).map((node) => nodeOf(node, 'A_Const')?.ival?.ival ?? 0)
  const brackets = '[]'.repeat(type?.arrayBounds?.length ?? 0)
  return `${commonNames[name] ?? name}${modifiers.length > 0 ? `(${modifiers.join(',')})` : ''}${brackets}`
}

const commonNames: Record<string, string> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  bpchar: 'char',
}

/** `OBJECT_MATVIEW` → `MATERIALIZED VIEW`. */
export function objectWords(type: string | undefined): string {
  const word = (type ?? '').replace('OBJECT_', '')
  if (word === 'MATVIEW') return 'MATERIALIZED VIEW'
  return word === 'TABCONSTRAINT' ? 'CONSTRAINT' : word.replaceAll('_', ' ')
}

function qualified(names: (string | undefined)[]): string {
  const given = names.filter((name): name is string => name !== undefined && name !== '')
  return (given.length > 1 && given[0] === 'public' ? given.slice(1) : given).join('.')
}
