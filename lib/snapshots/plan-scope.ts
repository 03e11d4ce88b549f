import type { Catalog, CatalogChange } from '../domain/catalog'
import { parseCatalogKey, tableKeyOf } from '../domain/catalog-key'
import type { Evidence, Plan } from '../domain/plan'
import type { PlanScope } from '../domain/plan-scope'
import { LiveNames } from '../engines/planning/live-names'
import { effectsOf } from '../sql/effects'
import { loadParser } from '../sql/parse'
import { type WrittenTable, writtenTables } from '../sql/written-tables'

export interface ScopeQuestion {
  plan: Pick<Plan, 'migrations'>
  evidence: Pick<Evidence, 'risk'> | null
  /** The schema before the plan. */
  base: Catalog
  /** Where names without a schema lead. */
  defaultSchema: string
}

/**
 * What of the rows a plan touches: tables and columns that go, columns whose type changes, tables that are written or
 * emptied, and those that foreign keys take along. Where a statement's effects are not in its syntax, or a trigger may
 * write elsewhere, it says so instead.
 */
export async function planScope({ plan, evidence, base, defaultSchema }: ScopeQuestion): Promise<PlanScope> {
  await loadParser()
  const names = new LiveNames(base, defaultSchema)
  const before = new Set(
    Object.keys(base)
      .filter((key) => key.startsWith('table:'))
      .map(plainName),
  )
  const scope = new Set<string>()
  const written = new Map<string, Set<WrittenTable['how'] | 'truncate'>>()
  const write = (table: string | null, how: WrittenTable['how'] | 'truncate') => {
    if (table === null) return
    if (how !== 'insert') scope.add(table)
    written.set(table, (written.get(table) ?? new Set()).add(how))
  }
  for (const migration of plan.migrations) {
    const analysed = evidence?.risk?.analysis.migrations.find(({ name }) => name === migration.name)
    const renamed = new Set<string>()
    for (const [index, { text }] of migration.statements.entries()) {
      const writes = writtenTables(text)
      const opaque = analysed?.statements.find((statement) => statement.index === index)?.opaque
      if (!writes || opaque || effectsOf(text).some(({ kind }) => kind === 'opaque' && !isMerge(writes))) {
        return unknown(`What statement ${index + 1} of ${migration.name} does to rows is not in its text`)
      }
      for (const { how, ...table } of writes) write(names.table(table), how)
      for (const effect of effectsOf(text)) {
        if ('table' in effect) {
          const table = names.table(effect)
          if (effect.kind === 'truncate') write(table, 'truncate')
          if (table && ['drop-table', 'drop-column', 'retype'].includes(effect.kind)) scope.add(table)
          if (table && effect.kind.startsWith('rename-')) renamed.add(table)
        }
        names.follow(effect)
      }
    }
    for (const table of goneOrRetyped(migration.changes)) {
      // A renamed table is gone under its name, with all of its rows.
      if (before.has(table) && !renamed.has(table)) scope.add(table)
    }
  }
  const followed = followKeys(base, written)
  for (const table of followed) scope.add(table)
  const triggered = [...written.keys(), ...followed].find((table) => hasTrigger(base, table))
  if (triggered) return unknown(`A trigger of ${triggered} may write to other tables`)
  return { tables: [...scope].sort(), unknown: null }
}

function unknown(why: string): PlanScope {
  return { tables: null, unknown: `${why}.` }
}

function isMerge(writes: WrittenTable[]): boolean {
  return writes.some(({ how }) => how === 'merge')
}

/** Also what a statement takes along: the tables of a schema, the columns of a type. */
function goneOrRetyped(changes: CatalogChange[]): string[] {
  return changes.flatMap(({ key, before, after }) => {
    const { kind, path } = parseCatalogKey(key)
    if (before === null || (kind !== 'table' && kind !== 'column')) return []
    if (after !== null && (kind === 'table' || typeOf(before) === typeOf(after))) return []
    return [path.slice(0, 2).join('.')]
  })
}

function typeOf(definition: string): unknown {
  const { type, generated, collation } = JSON.parse(definition) as Record<string, unknown>
  return JSON.stringify([type, generated, collation])
}

/** Rows that a foreign key deletes or changes with those that it points to, and so on. */
function followKeys(base: Catalog, written: Map<string, Set<string>>): string[] {
  const keys = Object.entries(base).flatMap(([key, definition]) => {
    const target = /FOREIGN KEY .* REFERENCES ((?:"(?:[^"]|"")*"|[^"(])+)\(/.exec(
      definition.replaceAll('\\"', '"'),
    )
    const from = key.startsWith('constraint:') && target ? tableKeyOf(key) : null
    if (!from || !target?.[1]) return []
    const text = definition.toUpperCase()
    return [
      {
        from: plainName(from),
        to: parseName(target[1]),
        onDelete: acts(text, 'DELETE'),
        onUpdate: acts(text, 'UPDATE'),
      },
    ]
  })
  const reached = new Map([...written].map(([table, hows]) => [table, new Set(hows)]))
  const added = new Set<string>()
  const waiting = [...reached.keys()]
  for (let table = waiting.pop(); table !== undefined; table = waiting.pop()) {
    const hows = reached.get(table) ?? new Set()
    for (const { from, to, onDelete, onUpdate } of keys) {
      if (to !== table || from === table) continue
      const deletes = hows.has('delete') || hows.has('merge')
      const how = hows.has('truncate')
        ? 'truncate'
        : deletes && onDelete
          ? 'delete'
          : (hows.has('update') || hows.has('upsert') || hows.has('merge')) && onUpdate
            ? 'update'
            : null
      if (!how || reached.get(from)?.has(how)) continue
      reached.set(from, (reached.get(from) ?? new Set()).add(how))
      added.add(from)
      waiting.push(from)
    }
  }
  return [...added]
}

function acts(definition: string, on: 'DELETE' | 'UPDATE'): boolean {
  return new RegExp(`ON ${on} (CASCADE|SET)`).test(definition)
}

function plainName(tableKey: string): string {
  return parseCatalogKey(tableKey).path.join('.')
}

function parseName(name: string): string {
  return parseCatalogKey(`table:${name.trim()}`).path.join('.')
}

function hasTrigger(base: Catalog, table: string): boolean {
  return Object.keys(base).some((key) => {
    const own = key.startsWith('trigger:') ? tableKeyOf(key) : null
    return own !== null && plainName(own) === table
  })
}
