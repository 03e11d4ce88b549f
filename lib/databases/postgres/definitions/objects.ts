import type { Catalog } from '../../../domain/catalog'
import { parseCatalogKey } from '../../../domain/catalog-key'
import { definitionOf, list, text } from './definition'
import type { SchemaFacts } from './facts'
import { grantParts, keyNames, keyOf, literal, qualified, quoted, routineName } from './names'
import { sequenceOptions } from './sequences'
import { withOptions } from './tables'
import {
  createCollation,
  createComposite,
  createDomain,
  createEnum,
  createRange,
  unprovenChecks,
} from './types'

/** The statements that create one object, tables and columns aside; null where none can. */
export function createObject(
  key: string,
  catalog: Catalog,
  facts: SchemaFacts,
  roles: ReadonlySet<string> | null,
  lenient: boolean,
): string[] | null {
  const { kind } = parseCatalogKey(key)
  const object = definitionOf(catalog, key)
  const path = keyNames(key)
  const name = qualified(path)
  const [schema = '', table = '', part = ''] = path
  const relation = qualified([schema, table])
  const body = text(object.definition) ?? ''
  switch (kind) {
    case 'schema':
      return [`CREATE SCHEMA IF NOT EXISTS ${name}`]
    case 'extension': {
      const place = facts.extensions[path[0] ?? '']
      return [`CREATE EXTENSION IF NOT EXISTS ${name}${place ? ` WITH SCHEMA ${quoted(place)}` : ''}`]
    }
    case 'collation':
      return one(createCollation(name, object))
    case 'enum':
      return [createEnum(name, object)]
    case 'domain':
      return [createDomain(name, object), ...unprovenChecks(name, object)]
    case 'composite':
      return [createComposite(name, object)]
    case 'range':
      return one(createRange(name, object))
    case 'sequence':
      return [
        `CREATE ${object.unlogged ? 'UNLOGGED ' : ''}SEQUENCE ${name} AS ${object.type} ${sequenceOptions(object)}`,
      ]
    case 'function':
    case 'procedure':
      return [
        body.trimEnd(),
        ...(object.notForPublic
          ? [`REVOKE EXECUTE ON ${kind.toUpperCase()} ${routineName(key)} FROM PUBLIC`]
          : []),
      ]
    case 'aggregate':
      return aggregate(key, object)
    case 'view':
      return [`CREATE VIEW ${name}${withOptions(object, facts.options[key])} AS\n${withoutSemicolon(body)}`]
    case 'matview':
      return [
        `CREATE MATERIALIZED VIEW ${name}${withOptions(object, facts.options[key])} AS\n${withoutSemicolon(body)}`,
      ]
    case 'constraint':
      return [`ALTER TABLE ${relation} ADD CONSTRAINT ${quoted(part)} ${body}`]
    case 'index': {
      if (object.invalid) return null
      const create = body
        .replace(/^(CREATE (?:UNIQUE )?INDEX .*?) ON ONLY /, '$1 ON ')
        .replace(/^CREATE (UNIQUE )?INDEX /, `CREATE $1INDEX ${lenient ? 'IF NOT EXISTS ' : ''}`)
      const cluster = `ALTER TABLE ${relation} CLUSTER ON ${quoted(part)}`
      return [create, ...(object.clustered ? [cluster] : [])]
    }
    case 'statistics':
      return [body]
    case 'trigger':
      return [body, ...enabling('TRIGGER', relation, part, object.enabled)]
    case 'rule':
      return [withoutSemicolon(body), ...enabling('RULE', relation, part, object.enabled)]
    case 'policy': {
      const who = list(object.roles)
      const unknown = who.filter((role) => role !== 'public' && roles !== null && !roles.has(role))
      return [whereRoles(unknown, policy(part, relation, object, who))]
    }
    case 'grant': {
      const { grantee } = grantParts(key)
      const unknown = grantee !== 'PUBLIC' && roles !== null && !roles.has(grantee) ? [grantee] : []
      return grants(key, catalog, list(object.privileges)).map((sql) => whereRoles(unknown, sql))
    }
    case 'columncomment':
    case 'comment':
      return [comment(key, catalog, text(object.text))]
    default:
      return null
  }
}

const one = (statement: string | null) => (statement === null ? null : [statement])
const withoutSemicolon = (sql: string) => sql.trimEnd().replace(/;$/, '')

/** Null: ordered-set and moving aggregates have parts that the catalog does not hold. */
function aggregate(key: string, object: ReturnType<typeof definitionOf>): string[] | null {
  if (object.aggregateKind !== undefined || object.moving !== undefined) return null
  const functionName = (value: unknown) => String(value).replace(/\(.*$/s, '')
  const parallel: Record<string, string> = { s: 'SAFE', r: 'RESTRICTED' }
  const sort = text(object.sortOperator)?.replace(/\(.*$/s, '')
  const parts = [
    `SFUNC = ${functionName(object.transition)}`,
    `STYPE = ${object.state}`,
    object.final && `FINALFUNC = ${functionName(object.final)}`,
    object.finalWithArguments && 'FINALFUNC_EXTRA',
    object.combine && `COMBINEFUNC = ${functionName(object.combine)}`,
    object.serialize && `SERIALFUNC = ${functionName(object.serialize)}`,
    object.deserialize && `DESERIALFUNC = ${functionName(object.deserialize)}`,
    object.initial !== undefined && `INITCOND = ${literal(String(object.initial))}`,
    sort && `SORTOP = ${sort.includes('.') ? `OPERATOR(${sort})` : sort}`,
    object.parallel && `PARALLEL = ${parallel[String(object.parallel)]}`,
  ]
  const signature = routineName(key)
  return [
    `CREATE AGGREGATE ${signature.replace(/\(\)$/, '(*)')} (${parts.filter(Boolean).join(', ')})`,
    ...(object.notForPublic ? [`REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`] : []),
  ]
}

export function enabling(kind: string, relation: string, name: string, state: unknown): string[] {
  const words: Record<string, string> = { no: 'DISABLE', replica: 'ENABLE REPLICA', always: 'ENABLE ALWAYS' }
  const word = state === undefined ? null : words[String(state)]
  return word ? [`ALTER TABLE ${relation} ${word} ${kind} ${quoted(name)}`] : []
}

function policy(
  name: string,
  relation: string,
  object: ReturnType<typeof definitionOf>,
  roles: string[],
): string {
  return [
    `CREATE POLICY ${quoted(name)} ON ${relation}`,
    object.restrictive ? 'AS RESTRICTIVE' : '',
    `FOR ${String(object.command).toUpperCase()}`,
    `TO ${roles.map((role) => (role === 'public' ? 'PUBLIC' : quoted(role))).join(', ')}`,
    object.using === undefined ? '' : `USING (${object.using})`,
    object.check === undefined ? '' : `WITH CHECK (${object.check})`,
  ]
    .filter(Boolean)
    .join(' ')
}

/** GRANT for these privileges (`SELECT`, `UPDATE with grant option`), or REVOKE with `verb`. */
export function grants(
  key: string,
  catalog: Catalog,
  privileges: string[],
  verb: 'GRANT' | 'REVOKE' = 'GRANT',
): string[] {
  const { path, grantee } = grantParts(key)
  const [schema = '', relation = '', column] = path
  const kind = Object.hasOwn(catalog, keyOf('sequence', [schema, relation])) ? 'SEQUENCE' : 'TABLE'
  const to = grantee === 'PUBLIC' ? 'PUBLIC' : quoted(grantee)
  const suffix = ' with grant option'
  const on = `ON ${kind} ${qualified([schema, relation])} ${verb === 'GRANT' ? 'TO' : 'FROM'} ${to}`
  const named = (list: string[]) =>
    list
      .map((each) => each.replace(suffix, ''))
      .map((each) => (column === undefined ? each : `${each} (${quoted(column)})`))
      .join(', ')
  const plain = privileges.filter((each) => !each.endsWith(suffix))
  const passedOn = privileges.filter((each) => each.endsWith(suffix))
  if (verb === 'REVOKE') return [`REVOKE ${named(privileges)} ${on}`]
  return [
    ...(plain.length > 0 ? [`GRANT ${named(plain)} ${on}`] : []),
    ...(passedOn.length > 0 ? [`GRANT ${named(passedOn)} ${on} WITH GRANT OPTION`] : []),
  ]
}

/** Roles belong to the server: a statement that names one which may not be there, is left out where it is not. */
function whereRoles(roles: string[], statement: string): string {
  if (roles.length === 0) return statement
  const names = roles.map(literal).join(', ')
  return `DO $do$ BEGIN
  IF (SELECT count(*) FROM pg_catalog.pg_roles WHERE rolname IN (${names})) = ${roles.length} THEN
    ${statement};
  END IF;
END $do$`
}

export function comment(key: string, catalog: Catalog, words: string | null): string {
  const is = words === null ? 'NULL' : literal(words)
  if (key.startsWith('columncomment:')) return `COMMENT ON COLUMN ${qualified(keyNames(key))} IS ${is}`
  const of = key.slice('comment:'.length)
  return `COMMENT ON ${commented(of, catalog)} IS ${is}`
}

function commented(key: string, catalog: Catalog): string {
  const { kind } = parseCatalogKey(key)
  const path = keyNames(key)
  const [schema = '', table = '', part = ''] = path
  const relation = qualified([schema, table])
  switch (kind) {
    case 'enum':
    case 'composite':
    case 'range':
      return `TYPE ${qualified(path)}`
    case 'matview':
      return `MATERIALIZED VIEW ${qualified(path)}`
    case 'table':
      return `${definitionOf(catalog, key).kind === 'foreign' ? 'FOREIGN TABLE' : 'TABLE'} ${qualified(path)}`
    case 'function':
    case 'procedure':
    case 'aggregate':
      return `${kind.toUpperCase()} ${routineName(key)}`
    case 'index':
    case 'statistics':
      return `${kind.toUpperCase()} ${qualified([schema, part])}`
    case 'constraint':
    case 'trigger':
    case 'policy':
    case 'rule':
      return `${kind.toUpperCase()} ${quoted(part)} ON ${relation}`
    default:
      return `${kind.toUpperCase()} ${qualified(path)}`
  }
}

/** The statement that drops one object. `lenient`: it may be gone already. */
export function dropObject(key: string, catalog: Catalog, lenient: boolean): string[] {
  const { kind } = parseCatalogKey(key)
  const path = keyNames(key)
  const [schema = '', table = '', part = ''] = path
  const relation = qualified([schema, table])
  const exists = lenient ? 'IF EXISTS ' : ''
  const ofTable = (action: string) => [`ALTER TABLE ${exists}${relation} ${action}`]
  switch (kind) {
    case 'column':
      return ofTable(`DROP COLUMN ${exists}${quoted(part)}`)
    case 'constraint':
      return ofTable(`DROP CONSTRAINT ${exists}${quoted(part)}`)
    case 'index':
    case 'statistics':
      return [`DROP ${kind.toUpperCase()} ${exists}${qualified([schema, part])}`]
    case 'trigger':
    case 'policy':
    case 'rule':
      return [`DROP ${kind.toUpperCase()} ${exists}${quoted(part)} ON ${relation}`]
    case 'function':
    case 'procedure':
    case 'aggregate':
      return [
        `DROP ${kind.toUpperCase()} ${exists}${routineName(key).replace(/\(\)$/, kind === 'aggregate' ? '(*)' : '()')}`,
      ]
    case 'enum':
    case 'composite':
    case 'range':
      return [`DROP TYPE ${exists}${qualified(path)}`]
    case 'matview':
      return [`DROP MATERIALIZED VIEW ${exists}${qualified(path)}`]
    case 'table': {
      const foreign = definitionOf(catalog, key).kind === 'foreign' ? 'FOREIGN ' : ''
      return [`DROP ${foreign}TABLE ${exists}${qualified(path)}`]
    }
    case 'grant':
      return grants(key, catalog, list(definitionOf(catalog, key).privileges), 'REVOKE')
    case 'comment':
    case 'columncomment':
      return [comment(key, catalog, null)]
    default:
      return [`DROP ${kind.toUpperCase()} ${exists}${qualified(path)}`]
  }
}
