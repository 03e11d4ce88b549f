import type { Catalog } from '../../../domain/catalog'
import { type ColumnPlace, onColumn, placeOf } from './columns'
import { type Definition, definitionOf, differs, list, text } from './definition'
import type { SchemaFacts } from './facts'
import { keyNames, literal, qualified, quoted } from './names'
import { columnsOf } from './tables'

export function createEnum(name: string, type: Definition): string {
  return `CREATE TYPE ${name} AS ENUM (${list(type.labels).map(literal).join(', ')})`
}

/** Values that only come can be added; null: one goes or they change places. */
export function addLabels(name: string, before: Definition, after: Definition): string[] | null {
  const [old, wanted] = [list(before.labels), list(after.labels)]
  const kept = wanted.filter((label) => old.includes(label))
  if (kept.length < old.length || kept.some((label, index) => label !== old[index])) return null
  const there = [...old]
  const statements: string[] = []
  for (const [index, label] of wanted.entries()) {
    if (there.includes(label)) continue
    const next = wanted.slice(index + 1).find((each) => there.includes(each))
    statements.push(
      `ALTER TYPE ${name} ADD VALUE ${literal(label)}${next === undefined ? '' : ` BEFORE ${literal(next)}`}`,
    )
    there.splice(next === undefined ? there.length : there.indexOf(next), 0, label)
  }
  return statements
}

/** Another list of values: a new type takes the place of the old one, column by column. */
export function replaceEnum(key: string, before: Catalog, after: Catalog, facts: SchemaFacts): string[] {
  const path = keyNames(key)
  const name = qualified(path)
  const old = `${path[1]}_old`
  const columns = columnsOfType(key, before, after, facts)
  return [
    `ALTER TYPE ${name} RENAME TO ${quoted(old)}`,
    createEnum(name, definitionOf(after, key)),
    ...columns.flatMap(({ place, array }) => {
      const column = definitionOf(before, place.key)
      const wanted = definitionOf(after, place.key)
      const type = array ? `${name}[]` : name
      return [
        ...(column.default === undefined ? [] : [onColumn(place, 'DROP DEFAULT')]),
        onColumn(place, `TYPE ${type} USING ${quoted(place.name)}::text${array ? '[]' : ''}::${type}`),
        ...(column.default === undefined || wanted.default === undefined
          ? []
          : [onColumn(place, `SET DEFAULT ${wanted.default}`)]),
      ]
    }),
    `DROP TYPE ${qualified([path[0] ?? '', old])}`,
  ]
}

/** The columns of that type that are there before and after, those of partitions left out: they follow. */
function columnsOfType(
  key: string,
  before: Catalog,
  after: Catalog,
  facts: SchemaFacts,
): { place: ColumnPlace; array: boolean }[] {
  const type = formatted(keyNames(key))
  return Object.keys(before)
    .filter((table) => table.startsWith('table:') && definitionOf(before, table).inherits === undefined)
    .flatMap((table) => columnsOf(before, facts, table))
    .filter((column) => Object.hasOwn(after, column))
    .flatMap((column) => {
      const found = text(definitionOf(before, column).type) ?? ''
      if (found !== type && found !== `${type}[]`) return []
      return [{ place: placeOf(before, column), array: found.endsWith('[]') }]
    })
}

/** As format_type writes it: quoted only where it must be. */
function formatted(path: string[]): string {
  return path.map((name) => (/^[a-z_][a-z0-9_$]*$/.test(name) ? name : quoted(name))).join('.')
}

export function createDomain(name: string, domain: Definition): string {
  return [
    `CREATE DOMAIN ${name} AS ${domain.type}`,
    domain.collation && `COLLATE ${domain.collation}`,
    domain.default && `DEFAULT ${domain.default}`,
    domain.notNull && 'NOT NULL',
    ...Object.entries(constraintsOf(domain))
      .filter(([, definition]) => !isNotValid(definition))
      .map(([constraint, definition]) => `CONSTRAINT ${quoted(constraint)} ${definition}`),
  ]
    .filter(Boolean)
    .join(' ')
}

/** The checks that CREATE DOMAIN cannot leave unproven. */
export function unprovenChecks(name: string, domain: Definition): string[] {
  return Object.entries(constraintsOf(domain))
    .filter(([, definition]) => isNotValid(definition))
    .map(
      ([constraint, definition]) => `ALTER DOMAIN ${name} ADD CONSTRAINT ${quoted(constraint)} ${definition}`,
    )
}

function isNotValid(definition: string): boolean {
  return definition.endsWith(' NOT VALID')
}

/** Null: its base type cannot change. */
export function alterDomain(name: string, before: Definition, after: Definition): string[] | null {
  if (differs(before, after, 'type', 'collation')) return null
  const alter = (action: string) => `ALTER DOMAIN ${name} ${action}`
  const [old, wanted] = [constraintsOf(before), constraintsOf(after)]
  const statements = Object.keys(old)
    .filter((each) => old[each] !== wanted[each])
    .map((each) => alter(`DROP CONSTRAINT ${quoted(each)}`))
  if (differs(before, after, 'default'))
    statements.push(alter(after.default === undefined ? 'DROP DEFAULT' : `SET DEFAULT ${after.default}`))
  if (differs(before, after, 'notNull')) statements.push(alter(`${after.notNull ? 'SET' : 'DROP'} NOT NULL`))
  for (const [constraint, definition] of Object.entries(wanted))
    if (old[constraint] !== definition)
      statements.push(alter(`ADD CONSTRAINT ${quoted(constraint)} ${definition}`))
  return statements
}

function constraintsOf(domain: Definition): Record<string, string> {
  return (domain.constraints ?? {}) as Record<string, string>
}

type Attribute = [name: string, type: string]

export function createComposite(name: string, type: Definition): string {
  const attributes = attributesOf(type).map(([attribute, of]) => `${quoted(attribute)} ${of}`)
  return `CREATE TYPE ${name} AS (${attributes.join(', ')})`
}

/** Attributes can come at the end, go, and change their type; null: they would have to change places. */
export function alterComposite(name: string, before: Definition, after: Definition): string[] | null {
  const [old, wanted] = [attributesOf(before), attributesOf(after)]
  const kept = old.filter(([each]) => wanted.some(([other]) => other === each))
  if (kept.some(([each], index) => wanted[index]?.[0] !== each)) return null
  const actions = [
    ...old.filter((each) => !kept.includes(each)).map(([each]) => `DROP ATTRIBUTE ${quoted(each)}`),
    ...kept.flatMap(([each, type], index) =>
      wanted[index]?.[1] === type ? [] : [`ALTER ATTRIBUTE ${quoted(each)} TYPE ${wanted[index]?.[1]}`],
    ),
    ...wanted.slice(kept.length).map(([each, type]) => `ADD ATTRIBUTE ${quoted(each)} ${type}`),
  ]
  // CASCADE: the tables of this type follow.
  return [`ALTER TYPE ${name} ${actions.map((action) => `${action} CASCADE`).join(', ')}`]
}

function attributesOf(type: Definition): Attribute[] {
  return (type.attributes ?? []) as Attribute[]
}

/** Null: its canonical function needs the type before it is there. */
export function createRange(name: string, range: Definition): string | null {
  if (range.canonical !== undefined) return null
  const options = [
    `SUBTYPE = ${range.subtype}`,
    range.operatorClass && `SUBTYPE_OPCLASS = ${range.operatorClass}`,
    range.rangeCollation && `COLLATION = ${range.rangeCollation}`,
    range.difference && `SUBTYPE_DIFF = ${range.difference}`,
  ]
  return `CREATE TYPE ${name} AS RANGE (${options.filter(Boolean).join(', ')})`
}

/** Null: it is none that a script can create. */
export function createCollation(name: string, collation: Definition): string | null {
  const providers: Record<string, string> = { c: 'libc', i: 'icu', b: 'builtin' }
  const provider = providers[text(collation.provider) ?? '']
  if (provider === undefined) return null
  const locale = text(collation.locale) ?? ''
  const options = [
    `PROVIDER = ${provider}`,
    ...(collation.characters === undefined
      ? [`LOCALE = ${literal(locale)}`]
      : [`LC_COLLATE = ${literal(locale)}`, `LC_CTYPE = ${literal(String(collation.characters))}`]),
    ...(collation.deterministic === false ? ['DETERMINISTIC = false'] : []),
    ...(collation.rules === undefined ? [] : [`RULES = ${literal(String(collation.rules))}`]),
  ]
  return `CREATE COLLATION ${name} (${options.join(', ')})`
}
