import type { CatalogChange } from './catalog'
import { catalogName, parseCatalogKey, tableKeyOf } from './catalog-key'

type Definition = Record<string, unknown>

/**
 * A change of schema in lines for people: `+ table orders (7 columns)`, `~ column orders.note: text → varchar(80)`,
 * `− index orders.orders_note_idx`. Tables first; the parts of a table that comes or goes are told with it.
 */
export function describeChanges(changes: CatalogChange[]): string[] {
  return toldChanges(changes).map((change) =>
    isWholeTable(change) ? wholeTable(change, changes) : describeChange(change),
  )
}

/** The changes that have a line of their own, tables first: those that are counted when differences are counted. */
export function toldChanges(changes: CatalogChange[]): CatalogChange[] {
  const tables = changes.filter(isWholeTable)
  const whole = new Set(tables.map(({ key }) => key))
  return [...tables, ...changes.filter((change) => !whole.has(change.key) && !isToldWithTable(change, whole))]
}

function isWholeTable({ key, before, after }: CatalogChange): boolean {
  return key.startsWith('table:') && (before === null || after === null)
}

/** All parts of a table that goes; of one that comes, its columns and their sequences. */
function isToldWithTable({ key, before, after }: CatalogChange, whole: Set<string>): boolean {
  const { kind } = parseCatalogKey(key)
  if (kind === 'sequence') {
    const ownedBy = read(after ?? before).ownedBy
    return (
      (before === null || after === null) &&
      typeof ownedBy === 'string' &&
      whole.has(`table:${tableOfColumn(ownedBy)}`)
    )
  }
  const table = tableKeyOf(key)
  return table !== null && whole.has(table) && (after === null || kind === 'column')
}

function wholeTable({ key, before }: CatalogChange, changes: CatalogChange[]): string {
  const columns = changes.filter(
    (change) => change.key.startsWith('column:') && tableKeyOf(change.key) === key,
  ).length
  const count = columns === 1 ? '1 column' : `${columns} columns`
  return `${before === null ? '+' : '−'} table ${catalogName(parseCatalogKey(key).path)} (${count})`
}

function describeChange({ key, before, after }: CatalogChange): string {
  const { kind, path, of } = parseCatalogKey(key)
  const name = of
    ? `comment on ${of.kind} ${catalogName(path)}`
    : `${words[kind] ?? kind} ${catalogName(path)}`
  if (before === null) return `+ ${name}${withColon(shortly(kind, read(after)))}`
  if (after === null) return `− ${name}`
  return `~ ${name}${withColon(difference(kind, read(before), read(after)))}`
}

const words: Record<string, string> = {
  columncomment: 'comment on column',
  matview: 'materialized view',
  grant: 'grant on',
}

function shortly(kind: string, definition: Definition): string {
  if (kind === 'column') return [typeWords(definition.type), ...columnTraits(definition)].join(', ')
  if (kind === 'enum') return list(definition.labels)
  if (kind === 'grant') return list(definition.privileges)
  if (kind === 'domain') return typeWords(definition.type)
  if (kind === 'constraint' || kind === 'index') return String(definition.definition)
  return ''
}

function columnTraits(definition: Definition): string[] {
  const traits: string[] = []
  if (definition.notNull) traits.push('required')
  if (definition.default) traits.push(`default ${typeWords(definition.default)}`)
  if (definition.generated) traits.push(`generated as ${typeWords(definition.generated)}`)
  if (definition.identity) traits.push(`identity ${definition.identity}`)
  return traits
}

function difference(kind: string, before: Definition, after: Definition): string {
  if (kind === 'enum') return labelDifference(asList(before.labels), asList(after.labels))
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
  return changed.map((field) => fieldDifference(field, before[field], after[field])).join('; ')
}

function fieldDifference(field: string, before: unknown, after: unknown): string {
  if (field === 'type') return `${typeWords(before)} → ${typeWords(after)}`
  if (field === 'notNull') return after ? 'now required' : 'no longer required'
  if (field === 'notValidated') return after ? 'no longer validated' : 'now validated'
  if (field === 'invalid') return after ? 'now invalid' : 'now valid'
  if (field === 'definition' && `${before}${after}`.length > 300) return 'its definition changed'
  if (field === 'definition') return `${before} → ${after}`
  const name = field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  if (before === undefined) return `${name} ${shown(after)}`
  if (after === undefined) return `no ${name} any more (was ${shown(before)})`
  return `${name} ${shown(before)} → ${shown(after)}`
}

function labelDifference(before: string[], after: string[]): string {
  const added = after.filter((label) => !before.includes(label)).map((label) => `+ ${label}`)
  const removed = before.filter((label) => !after.includes(label)).map((label) => `− ${label}`)
  return [...removed, ...added].join(', ') || `order ${before.join(', ')} → ${after.join(', ')}`
}

/** PostgreSQL's long type names as people write them, without the schema `public`. */
function typeWords(type: unknown): string {
  return String(type)
    .replaceAll('character varying', 'varchar')
    .replace(/timestamp(\(\d\))? with time zone/g, 'timestamptz$1')
    .replace(/timestamp(\(\d\))? without time zone/g, 'timestamp$1')
    .replace(/\bpublic\./g, '')
}

function shown(value: unknown): string {
  if (typeof value === 'string') return typeWords(value)
  return Array.isArray(value) ? value.map(shown).join(', ') : JSON.stringify(value)
}

const withColon = (text: string) => (text ? `: ${text}` : '')
const list = (value: unknown) => asList(value).join(', ')
const asList = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
const read = (text: string | null): Definition => (text ? JSON.parse(text) : {})
const tableOfColumn = (column: string) => column.replace(/\.(?:"(?:[^"]|"")*"|[^."]+)$/, '')
