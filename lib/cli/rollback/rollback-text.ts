import type { z } from 'zod'
import type { rollbackAnswer } from '../../domain/answers/rollback-answer'
import type { KeptReverse } from '../../domain/kept-data'
import type { Loss } from '../../domain/plan'
import { count } from '../../domain/verdict'
import type { Paint } from '../paint'

type Answer = z.infer<typeof rollbackAnswer>
export type RollbackPreview = Pick<
  Answer,
  | 'database'
  | 'to'
  | 'way'
  | 'migrations'
  | 'reverse'
  | 'kept'
  | 'losses'
  | 'impossibleBecause'
  | 'changes'
  | 'notes'
  | 'gate'
>

const mostLines = 60

/** What a rollback would do, for people: what goes, what is lost, the SQL. */
export function rollbackText(preview: RollbackPreview, all: boolean, paint: Paint): string[] {
  const { migrations, database, gate, impossibleBecause, losses, reverse, kept, way, notes } = preview
  const differences = differencesOf(preview)
  const lost = lossesOf(preview)
  return [
    `${paint.bold(`Take back ${count(migrations.length, 'migration', 'migrations')}`)} from ${database}, newest first:`,
    ...shorten(migrations, all).map((name) => `  ${name}`),
    ...(gate ? [paint.red(`Guarded by ${gate.server} (${gate.project}, ${gate.environment}).`)] : []),
    ...section('It cannot be done this way', impossibleBecause, paint.red, paint),
    ...section('Would be lost', losses.filter(isLost).map(lossLine), paint.red, paint),
    ...section(
      'Goes, and holds nothing',
      losses.filter(isEmpty).map(({ what }) => what),
      paint.dim,
      paint,
    ),
    ...section(
      'Comes back empty',
      losses.filter(comesBack).map(({ what }) => what),
      paint.yellow,
      paint,
    ),
    ...section('Put back, as deploys had kept it', way === 'kept' ? keptLines(kept) : [], paint.green, paint),
    ...section('Stays as it is', notes, paint.yellow, paint),
    ...section('Does not come back', differences, paint.yellow, paint),
    ...(lost.length === 0 && impossibleBecause.length === 0
      ? [
          '',
          paint.green(
            'No row and no value is lost, as far as it was counted, and the schema comes back whole.',
          ),
        ]
      : []),
    ...section(
      'SQL, in one transaction with the ledger',
      shorten(way === 'kept' && kept ? partLines(kept.reverse) : sqlLines(reverse.sql), all),
      (line) => line,
      paint,
    ),
  ]
}

/** What somebody has to accept: rows and values that go, and definitions that do not come back. */
export function lossesOf(preview: RollbackPreview): string[] {
  return [
    ...preview.losses.filter(isLost).map(lossLine),
    ...differencesOf(preview).map((difference) => `does not come back: ${difference}`),
  ]
}

function differencesOf({ way, kept, reverse }: RollbackPreview): string[] {
  return way === 'kept' && kept ? kept.reverse.differences : reverse.differences
}

function keptLines(kept: RollbackPreview['kept']): string[] {
  return (kept?.copies ?? []).flatMap(({ table, because, rows, fits, created, changed, deleted, why }) => [
    `${table}: ${fits === null ? 'not counted' : fits.toLocaleString('en-US')} of ${rows.toLocaleString('en-US')} kept rows (${because})`,
    ...(created ? [`  ${count(created, 'row', 'rows')} created since: nothing was kept for them`] : []),
    ...(changed ? [`  ${count(changed, 'row', 'rows')} written since: left as they are`] : []),
    ...(deleted ? [`  ${count(deleted, 'row', 'rows')} deleted since`] : []),
    ...(why ? [`  ${why}`] : []),
  ])
}

function partLines({ parts }: KeptReverse): string[] {
  return parts.flatMap((part) => {
    if (part.kind === 'sql') return part.statements.flatMap(({ text }) => `${text};`.split('\n'))
    const { how, table, columns } = part.step
    return [
      `-- put back: ${how === 'values' ? columns.map((name) => `${table}.${name}`).join(', ') : `rows of ${table}`}`,
    ]
  })
}

function isLost({ count: lost }: Loss): boolean {
  return lost !== 0
}

/** What a migration had destroyed carries its reason. */
function comesBack({ count: lost, why }: Loss): boolean {
  return lost === 0 && why !== undefined
}

function isEmpty({ count: lost, why }: Loss): boolean {
  return lost === 0 && why === undefined
}

function lossLine({ what, count: lost, of, why }: Loss): string {
  if (lost === null) return `${what}: not counted${why ? `, ${why}` : ''}`
  return `${what}: ${lost.toLocaleString('en-US')}${of === null ? '' : ` of ${of.toLocaleString('en-US')}`}`
}

function sqlLines(sql: string | null): string[] {
  const text = (sql ?? '').trim()
  return text === '' ? ['-- none: the migrations changed nothing of the schema'] : text.split('\n')
}

function section(title: string, lines: string[], colour: (line: string) => string, paint: Paint): string[] {
  return lines.length === 0 ? [] : ['', paint.bold(title), ...lines.map((line) => `  ${colour(line)}`)]
}

function shorten(lines: string[], all: boolean): string[] {
  if (all || lines.length <= mostLines) return lines
  return [...lines.slice(0, mostLines - 1), `… ${lines.length - mostLines + 1} more lines (--all shows them)`]
}
