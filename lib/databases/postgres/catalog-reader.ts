import { createHash } from 'node:crypto'
import type { Catalog } from '../../domain/catalog'
import { type CatalogReader, DatabaseError, type Session } from '../database'
import { assemble, type CatalogRow, catalogSettings } from './catalog'
import { marksQuery, partNamesQuery, unitPartNamesQuery } from './catalog-marks'
import { type CatalogKind, catalogQueries, unitsQuery } from './catalog-queries'
import { reading } from './reading'

/** A letter for the kind, then an object id. */
type Unit = string

interface Mark {
  /** Of the versions of the unit's rows in PostgreSQL's catalogs. */
  versions: string
  /** What others call it. */
  name: string
  /** Its text is a query, which may read differently when something that it names changes. */
  isQuery: boolean
}

interface Held {
  marks: Map<Unit, Mark>
  rows: Map<Unit, CatalogRow[]>
  /** All of them, in the order of their keys: sorting what is nearly sorted costs little. */
  inOrder: CatalogRow[]
  /** Of what definitions of others may name: columns and enum values. */
  parts: Map<Unit, string[]>
}

const settings = { ...catalogSettings, plan_cache_mode: 'force_generic_plan' }

/**
 * Reads a schema again and again: the first time whole, then only the relations, types and functions whose rows in
 * PostgreSQL's catalogs have other versions than at the last reading, whoever changed them. Each reading answers what
 * a whole one would.
 */
export function catalogReader(session: Session): CatalogReader {
  let held: Held | null = null
  let prepared = 0

  async function update(before: Held | null): Promise<Held> {
    const ask: Ask = async (sql, parameters) => {
      const name = `headgate_${prepared}_${createHash('sha256').update(sql).digest('hex').slice(0, 16)}`
      return (await session.query<never>(sql, parameters, { prepared: name })).rows
    }
    return await reading(session, { settings }, async () => {
      // The marks come first: what changes after them is read twice, and never missed.
      const marks = await readMarks(ask)
      return (before && (await readChanged(ask, before, marks))) ?? (await readWhole(session, ask, marks))
    })
  }

  return {
    async read(): Promise<Catalog> {
      const before = held
      // What fails half-way must not be taken for read.
      held = null
      held = await update(before).catch((error: unknown) => {
        // A script has dropped our prepared statements (DISCARD ALL), or a pooler gave us another backend.
        if (!(error instanceof DatabaseError) || error.info.sqlstate !== '26000') throw error
        prepared += 1
        return update(before)
      })
      return assemble(held.inOrder)
    },
  }
}

type Ask = <Row>(sql: string, parameters: unknown[]) => Promise<Row[]>

async function readMarks(ask: Ask): Promise<Map<Unit, Mark>> {
  const rows = await ask<Mark & { unit: Unit }>(marksQuery, [])
  return new Map(rows.map(({ unit, ...mark }) => [unit, mark]))
}

async function readWhole(session: Session, ask: Ask, marks: Map<Unit, Mark>): Promise<Held> {
  const rows: Held['rows'] = new Map()
  for (const { kind, sql } of catalogQueries) {
    addByUnit(rows, kind, (await session.query<CatalogRow>(sql)).rows)
  }
  return { marks, rows, inOrder: ordered([...rows.values()].flat()), parts: await readPartNames(ask, null) }
}

/** Null: what changed may be part of any definition, so that everything has to be read. */
async function readChanged(ask: Ask, before: Held, marks: Map<Unit, Mark>): Promise<Held | null> {
  if (before.marks.get('a0')?.versions !== marks.get('a0')?.versions) return null
  const after = [...marks].map(([unit, mark]) => ({ unit, mark, known: before.marks.get(unit) }))
  if (after.some(({ mark, known }) => known && known.name !== mark.name)) return null
  const changed = after.filter(({ mark, known }) => known?.versions !== mark.versions)

  const gone = [...before.marks.keys()].filter((unit) => !marks.has(unit))
  const queries = changed.some(({ known }) => known) ? after.filter(({ mark }) => mark.isQuery) : []
  const again = new Set([...changed, ...queries].map(({ unit }) => unit))
  const parts = again.size > 0 ? await readPartNames(ask, [...again]) : new Map<Unit, string[]>()
  if ([...parts].some(([unit, now]) => isRenamed(before.parts.get(unit) ?? [], now))) return null

  const rows = new Map(before.rows)
  const former = new Set([...gone, ...again].flatMap((unit) => before.rows.get(unit) ?? []))
  for (const unit of [...gone, ...again]) rows.delete(unit)
  for (const [kind, sql] of Object.entries(unitsQuery) as [CatalogKind, string][]) {
    const ids = idsOf(kind, again)
    if (ids.length > 0) addByUnit(rows, kind, await ask<CatalogRow>(sql, [ids]))
  }
  const allParts = new Map(before.parts)
  for (const unit of [...gone, ...again]) allParts.delete(unit)
  for (const [unit, names] of parts) allParts.set(unit, names)
  const kept = before.inOrder.filter((row) => !former.has(row))
  const read = [...again].flatMap((unit) => rows.get(unit) ?? [])
  return { marks, rows, inOrder: ordered([...kept, ...read]), parts: allParts }
}

function ordered(rows: CatalogRow[]): CatalogRow[] {
  return rows.sort((a, b) => (a.key < b.key ? -1 : 1))
}

/** A column or a value has another name now. One that is gone, and one that is new, is in no other definition. */
function isRenamed(before: string[], now: string[]): boolean {
  const names = new Map(now.map((part) => [numberOf(part), part]))
  return before.some((part) => (names.get(numberOf(part)) ?? part) !== part)
}

function numberOf(part: string): string {
  return part.slice(0, part.indexOf(' '))
}

async function readPartNames(ask: Ask, units: Unit[] | null): Promise<Map<Unit, string[]>> {
  const ids = units && [idsOf('r', units), idsOf('t', units)]
  const sql = ids ? unitPartNamesQuery : partNamesQuery
  const rows = await ask<{ unit: Unit; names: string[] }>(sql, ids ?? [])
  return new Map(rows.map(({ unit, names }) => [unit, names]))
}

function idsOf(kind: CatalogKind, units: Iterable<Unit>): string[] {
  return [...units].filter((unit) => unit.startsWith(kind)).map((unit) => unit.slice(1))
}

function addByUnit(to: Map<Unit, CatalogRow[]>, kind: CatalogKind | null, rows: CatalogRow[]): void {
  for (const row of rows) {
    const unit = `${kind ?? '-'}${row.unit}`
    const known = to.get(unit)
    if (known) known.push(row)
    else to.set(unit, [row])
  }
}
