import type { Catalog } from '../../../domain/catalog'
import { type Definition, definitionOf, differs, list, text } from './definition'
import { keyNames, keyOf, qualified, quoted, sqlNames } from './names'
import { hasOwnOptions, sequenceOptions } from './sequences'

export interface ColumnPlace {
  catalog: Catalog
  table: string
  /** Catalog key. */
  key: string
  name: string
}

export function placeOf(catalog: Catalog, key: string): ColumnPlace {
  const [schema = '', table = '', name = ''] = keyNames(key)
  return { catalog, table: qualified([schema, table]), key, name }
}

/** The definition of a column as in CREATE TABLE. `withDefault` false: it is set later. */
export function columnDefinition(place: ColumnPlace, withDefault = true): string {
  const column = definitionOf(place.catalog, place.key)
  const serial = withDefault ? serialType(place, column) : null
  if (serial) return `${quoted(place.name)} ${serial}${column.notNull ? ' NOT NULL' : ''}`
  return [
    quoted(place.name),
    text(column.type),
    column.collation && `COLLATE ${column.collation}`,
    column.generated && `GENERATED ALWAYS AS (${column.generated}) ${column.virtual ? 'VIRTUAL' : 'STORED'}`,
    column.identity && identityClause(place, column),
    withDefault && column.default && `DEFAULT ${column.default}`,
    column.notNull && 'NOT NULL',
  ]
    .filter(Boolean)
    .join(' ')
}

/** SERIAL says the same in one word, where name and numbers of the sequence are those that it would choose. */
export function serialType(place: ColumnPlace, column: Definition): string | null {
  const key = ownedSequence(place.catalog, place.key)
  if (key === null || column.identity || column.collation) return null
  const [schema, table] = keyNames(place.key)
  const chosen = keyOf('sequence', [schema ?? '', `${table}_${place.name}_seq`])
  if (key !== chosen || hasOwnOptions(definitionOf(place.catalog, key), text(column.type))) return null
  if (!column.notNull || sequenceOfDefault(column) !== key) return null
  return serials[text(column.type) ?? ''] ?? null
}

const serials: Record<string, string> = { smallint: 'SMALLSERIAL', integer: 'SERIAL', bigint: 'BIGSERIAL' }

function sequenceOfDefault(column: Definition): string | null {
  const match = /^nextval\('((?:[^']|'')+)'::regclass\)$/.exec(text(column.default) ?? '')
  return match?.[1] ? keyOf('sequence', sqlNames(match[1].replaceAll("''", "'"))) : null
}

/** The sequence that belongs to a column, as a key. */
export function ownedSequence(catalog: Catalog, column: string): string | null {
  return ownersOf(catalog).get(column) ?? null
}

/** The column that a sequence belongs to, as a key. */
export function ownerOf(sequence: Definition): string | null {
  const owner = text(sequence.ownedBy)
  return owner === null ? null : keyOf('column', sqlNames(owner))
}

const owners = new WeakMap<Catalog, Map<string, string>>()

function ownersOf(catalog: Catalog): Map<string, string> {
  const known = owners.get(catalog)
  if (known) return known
  const found = new Map<string, string>()
  for (const key of Object.keys(catalog)) {
    const owner = key.startsWith('sequence:') ? ownerOf(definitionOf(catalog, key)) : null
    if (owner !== null) found.set(owner, key)
  }
  owners.set(catalog, found)
  return found
}

function identityClause(place: ColumnPlace, column: Definition): string {
  const kind = column.identity === 'always' ? 'ALWAYS' : 'BY DEFAULT'
  const key = ownedSequence(place.catalog, place.key)
  if (key === null) return `GENERATED ${kind} AS IDENTITY`
  const path = keyNames(key)
  const sequence = definitionOf(place.catalog, key)
  const [schema, table] = keyNames(place.key)
  const usual = path[0] === schema && path[1] === `${table}_${place.name}_seq`
  const options = [
    ...(usual ? [] : [`SEQUENCE NAME ${qualified(path)}`]),
    ...(hasOwnOptions(sequence, text(column.type)) ? [sequenceOptions(sequence)] : []),
  ]
  return `GENERATED ${kind} AS IDENTITY${options.length > 0 ? ` (${options.join(' ')})` : ''}`
}

/** What CREATE TABLE cannot say about a column, one ALTER COLUMN action each. */
export function columnExtras(before: Definition, after: Definition): string[] {
  const actions: string[] = []
  if (differs(before, after, 'storage'))
    actions.push(`SET STORAGE ${storages[text(after.storage) ?? ''] ?? 'DEFAULT'}`)
  if (differs(before, after, 'compression'))
    actions.push(`SET COMPRESSION ${compressions[text(after.compression) ?? ''] ?? 'default'}`)
  if (differs(before, after, 'statistics')) actions.push(`SET STATISTICS ${after.statistics ?? -1}`)
  const gone = list(before.options).filter((option) => !list(after.options).includes(option))
  const come = list(after.options).filter((option) => !list(before.options).includes(option))
  if (gone.length > 0) actions.push(`RESET (${gone.map((option) => option.split('=')[0]).join(', ')})`)
  if (come.length > 0) actions.push(`SET (${come.join(', ')})`)
  return actions
}

const storages: Record<string, string> = { p: 'PLAIN', e: 'EXTERNAL', x: 'EXTENDED', m: 'MAIN' }
const compressions: Record<string, string> = { p: 'pglz', l: 'lz4' }

/** Whether a column can only become what it shall be by being dropped and added again. */
export function needsNewColumn(before: Definition, after: Definition, major: number): boolean {
  if (before.generated === undefined && after.generated === undefined) return false
  if (before.generated !== undefined && after.generated === undefined) return Boolean(before.virtual)
  if (before.generated === undefined) return true
  if (differs(before, after, 'virtual', 'type', 'collation')) return true
  return differs(before, after, 'generated') && major < 17
}

/** The ways from one definition to the other, as ALTER TABLE statements. */
export function alterColumn(place: ColumnPlace, before: Definition, after: Definition): string[] {
  const actions: string[] = []
  const retyped = differs(before, after, 'type', 'collation')
  const redefault = differs(before, after, 'default') || (retyped && before.default !== undefined)
  if (before.identity && !after.identity) actions.push('DROP IDENTITY')
  if (before.generated && !after.generated) actions.push('DROP EXPRESSION')
  if (before.default !== undefined && redefault && (retyped || after.default === undefined))
    actions.push('DROP DEFAULT')
  if (retyped) {
    const collation = after.collation ? ` COLLATE ${after.collation}` : ''
    actions.push(
      `TYPE ${after.type}${collation} USING ${quoted(place.name)}${through(place.catalog, after)}::${after.type}`,
    )
  }
  if (before.generated && after.generated && differs(before, after, 'generated'))
    actions.push(`SET EXPRESSION AS (${after.generated})`)
  if (!before.notNull && after.notNull) actions.push('SET NOT NULL')
  if (!before.identity && after.identity) actions.push(`ADD ${identityClause(place, after)}`)
  if (before.identity && after.identity && differs(before, after, 'identity'))
    actions.push(`SET GENERATED ${after.identity === 'always' ? 'ALWAYS' : 'BY DEFAULT'}`)
  if (before.notNull && !after.notNull) actions.push('DROP NOT NULL')
  if (redefault && after.default !== undefined) actions.push(`SET DEFAULT ${after.default}`)
  actions.push(...columnExtras(before, after))
  return actions.map((action) => onColumn(place, action))
}

/** No type casts to an enum but text. */
function through(catalog: Catalog, column: Definition): string {
  const type = text(column.type) ?? ''
  const array = type.endsWith('[]') ? '[]' : ''
  const key = keyOf('enum', sqlNames(type.replace(/\[\]$/, '')))
  return Object.hasOwn(catalog, key) ? `::text${array}` : ''
}

export function onColumn(place: Pick<ColumnPlace, 'table' | 'name'>, action: string): string {
  return `ALTER TABLE ${place.table} ALTER COLUMN ${quoted(place.name)} ${action}`
}
