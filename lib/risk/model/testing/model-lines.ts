import { columnsIn, kindOfDefault } from '../expressions'
import type { Index, SchemaModel, Table, Uses } from '../model'
import { typeText } from '../types'

/** A model as sorted lines, without where things were born and in which order they are: for comparing two of them. */
export function modelLines(schema: SchemaModel): string[] {
  const lines: string[] = []
  for (const table of schema.tables.values()) if (!table.temporary) lines.push(...tableLines(schema, table))
  for (const view of schema.views.values()) {
    const kind = view.materialized ? 'materialized view' : 'view'
    lines.push(`${kind} ${view.key} (${view.columns?.join(', ')}) reads ${usesText(view.uses)}`)
    for (const index of view.indexes.values()) lines.push(indexLine(view.key, index))
  }
  for (const type of schema.types.values()) {
    const labels = type.labels.map(({ label }) => label).join(', ')
    const checks = [...type.checks.values()].map(
      ({ name, validated }) => `${name}${validated ? '' : ' not valid'}`,
    )
    const base = type.base ? ` of ${typeText(type.base)}${type.notNull ? ' not null' : ''}` : ''
    lines.push(`${type.kind} ${type.key}${base} (${labels}) ${checks.sort().join(', ')}`.trim())
  }
  for (const { key, ownedBy } of schema.sequences.values())
    lines.push(`sequence ${key}${ownedBy ? ` of ${ownedBy.table}.${ownedBy.column}` : ''}`)
  for (const { key, volatility } of schema.functions.values()) lines.push(`function ${key} ${volatility}`)
  return lines.sort()
}

function tableLines(schema: SchemaModel, table: Table): string[] {
  const { key } = table
  const traits = [
    table.kind,
    table.unlogged && 'unlogged',
    table.rowSecurity && 'row security',
    `replica identity ${JSON.stringify(table.replicaIdentity)}`,
    table.partitionOf && `partition of ${table.partitionOf}${table.defaultPartition ? ' default' : ''}`,
    table.partitionKey && `partitioned by ${JSON.stringify(table.partitionKey)}`,
    table.inherits.length > 0 && `inherits ${table.inherits.join(', ')}`,
    !table.complete && 'incomplete',
  ]
  const lines = [`table ${key}: ${traits.filter(Boolean).join('; ')}`]
  for (const column of table.columns.values()) {
    const parts = [
      typeText(column.type),
      column.notNull && 'not null',
      `default ${kindOfDefault(column.default, schema)}`,
      column.serial && 'serial',
      column.identity && `identity ${column.identity}`,
      column.generated && `generated ${column.generated.kind} from ${columnsIn(column.generated.expression)}`,
      column.collation && `collate ${column.collation}`,
    ]
    lines.push(`column ${key}.${column.name}: ${parts.filter(Boolean).join('; ')}`)
  }
  for (const each of table.constraints.values()) {
    if (each.kind === 'not null') continue
    const { references } = each
    const parts = [
      each.kind,
      `(${each.kind === 'check' || each.kind === 'exclusion' ? [...each.columns].sort() : each.columns})`,
      !each.validated && 'not valid',
      each.noInherit && 'no inherit',
      each.index && `index ${each.index}`,
      references &&
        `to ${references.table}(${references.columns}) ${references.onDelete} ${references.onUpdate}`,
    ]
    lines.push(`constraint ${key}.${each.name}: ${parts.filter(Boolean).join('; ')}`)
  }
  for (const index of table.indexes.values()) lines.push(indexLine(key, index))
  for (const each of table.triggers.values())
    lines.push(
      `trigger ${key}.${each.name}: ${each.function} (${[...each.columns].sort()})${each.enabled ? '' : ' off'}`,
    )
  for (const { name, uses } of table.policies.values())
    lines.push(`policy ${key}.${name} reads ${usesText(uses)}`)
  for (const { name, uses } of table.rules.values()) lines.push(`rule ${key}.${name} reads ${usesText(uses)}`)
  return lines
}

function indexLine(key: string, index: Index): string {
  const parts = [
    index.method,
    `(${index.columns.map((name) => name ?? '?')})`,
    index.unique && 'unique',
    index.include.length > 0 && `include ${index.include}`,
    index.expressions.length > 0 && `expressions on ${columnsIn(index.expressions).sort()}`,
    index.predicate && `where ${columnsIn(index.predicate).sort()}`,
    !index.valid && 'invalid',
    index.constraint && `constraint ${index.constraint}`,
  ]
  return `index ${key}.${index.name}: ${parts.filter(Boolean).join('; ')}`
}

function usesText(uses: Uses): string {
  return [...uses]
    .map(([key, used]) => `${key}(${used === 'all' ? '*' : [...used].sort()})`)
    .sort()
    .join(' ')
}
