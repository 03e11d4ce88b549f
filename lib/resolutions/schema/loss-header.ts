import type { CatalogChange } from '../../domain/catalog'
import { parseCatalogKey, tableKeyOf } from '../../domain/catalog-key'
import { effectsOf } from '../../sql/effects'
import { planSegments } from '../../sql/segments'

type Definition = Record<string, unknown>

/** What may go wrong or be lost, as Prisma writes it on top of a migration; empty: nothing. */
export function lossHeader(changes: CatalogChange[], sql: string): string {
  const warnings = warningsOf(changes, sql)
  if (warnings.length === 0) return ''
  return `/*\n  Warnings:\n\n${warnings.map((line) => `  - ${line}\n`).join('')}\n*/\n`
}

function warningsOf(changes: CatalogChange[], sql: string): string[] {
  const byKey = new Map(changes.map((change) => [change.key, change]))
  const replaced = replacedColumns(sql)
  const come = (table: string | null) => table !== null && byKey.get(table)?.before === null
  const gone = (table: string | null) => table !== null && byKey.get(table)?.after === null
  const found: [order: number, text: string][] = []
  for (const { key, before, after } of changes) {
    const { kind, path } = parseCatalogKey(key)
    const [, table = '', part = ''] = path
    const owner = tableKeyOf(key)
    const [old, wanted] = [read(before), read(after)]
    if (kind === 'table' && after === null)
      found.push([
        2,
        `You are about to drop the \`${table}\` table. If the table is not empty, all the data it contains will be lost.`,
      ])
    if (kind === 'enum' && before !== null && after !== null) {
      const lost = labels(old).filter((label) => !labels(wanted).includes(label))
      if (lost.length > 0)
        found.push([
          0,
          `The values [${lost.join(',')}] on the enum \`${table}\` will be removed. If these variants are still used in the database, this will fail.`,
        ])
    }
    if (come(owner) || gone(owner)) continue
    if (kind === 'column') {
      const text = columnWarning(table, part, old, wanted, before, after, replaced.has(`${table}.${part}`))
      if (text) found.push([1, text])
    }
    if (kind === 'constraint' && String(old.definition).startsWith('PRIMARY KEY'))
      found.push([
        1,
        `The primary key for the \`${table}\` table will be changed. If it partially fails, the table could be left without primary key constraint.`,
      ])
    const unique = after !== null && before === null ? uniqueColumns(kind, wanted) : null
    if (unique)
      found.push([
        3,
        `A unique constraint covering the columns \`[${unique}]\` on the table \`${table}\` will be added. If there are existing duplicate values, this will fail.`,
      ])
  }
  return found.sort(([a], [b]) => a - b).map(([, text]) => text)
}

function columnWarning(
  table: string,
  column: string,
  old: Definition,
  wanted: Definition,
  before: string | null,
  after: string | null,
  replaced: boolean,
): string | null {
  if (after === null)
    return `You are about to drop the column \`${column}\` on the \`${table}\` table. All the data in the column will be lost.`
  const required = wanted.notNull === true && wanted.default === undefined && wanted.identity === undefined
  if (before === null)
    return required
      ? `Added the required column \`${column}\` to the \`${table}\` table without a default value. This is not possible if the table is not empty.`
      : null
  if (replaced)
    return required
      ? `Changed the type of \`${column}\` on the \`${table}\` table. No cast exists, the column would be dropped and recreated, which cannot be done if there is data, since the column is required.`
      : `The \`${column}\` column on the \`${table}\` table would be dropped and recreated. This will lead to data loss if there is data in the column.`
  if (!old.notNull && wanted.notNull)
    return `Made the column \`${column}\` on table \`${table}\` required, but there are existing NULL values.`
  if (old.type === wanted.type || isWider(String(old.type), String(wanted.type))) return null
  return `You are about to alter the column \`${column}\` on the \`${table}\` table. The data in that column could be lost. The data in that column will be cast from \`${old.type}\` to \`${wanted.type}\`.`
}

function uniqueColumns(kind: string, { definition }: Definition): string | null {
  const text = String(definition)
  const list =
    kind === 'index'
      ? /^CREATE UNIQUE INDEX .*? USING \w+ \(([^()]*)\)$/s.exec(text)?.[1]
      : kind === 'constraint'
        ? /^UNIQUE \(([^()]*)\)/.exec(text)?.[1]
        : undefined
  return list === undefined ? null : list.replaceAll('"', '').replaceAll(', ', ',')
}

/** Conversions that lose no value. */
function isWider(from: string, to: string): boolean {
  if (to === 'text') return true
  const numbers = ['smallint', 'integer', 'bigint', 'numeric']
  const [a, b] = [numbers.indexOf(from), numbers.indexOf(to)]
  if (a >= 0 && b >= 0) return a < b
  if (to === 'character varying') return /^(text|character)/.test(from)
  const length = (type: string) => Number(/^character varying\((\d+)\)$/.exec(type)?.[1] ?? Number.NaN)
  if (length(to) >= length(from)) return true
  return (from === 'json' && to === 'jsonb') || (from === 'real' && to === 'double precision')
}

/** Columns that the script drops and adds again: `table.column`. */
function replacedColumns(sql: string): Set<string> {
  const effects = planSegments(sql).statements.flatMap(({ text }) => effectsOf(text))
  const of = (kind: 'drop-column' | 'add-column') =>
    effects.flatMap((effect) => (effect.kind === kind ? [`${effect.table}.${effect.column}`] : []))
  const added = new Set(of('add-column'))
  return new Set(of('drop-column').filter((column) => added.has(column)))
}

const labels = (type: Definition) => (Array.isArray(type.labels) ? type.labels.map(String) : [])
const read = (text: string | null): Definition => (text === null ? {} : JSON.parse(text))
