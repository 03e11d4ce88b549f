import type { z } from 'zod'
import type { statusAnswer } from '../domain/answers/status-answer'
import type { MigrationState, MigrationStatus } from '../domain/migration'
import { endWords } from './end-words'
import type { Paint } from './paint'

type Answer = z.infer<typeof statusAnswer>

/** More pending ones than this are shortened, unless all are asked for. */
const most = 40

/** Verdict first, then what matters; what is applied and well in one line. */
export function statusText(answer: Answer, all: boolean, paint: Paint): string {
  const { verdict, outcome, migrations, troubles, drift } = answer
  const colour = { up_to_date: paint.green, pending: paint.yellow, attention: paint.red }[verdict]
  const shown = migrations.filter(({ state }) => all || state !== 'applied')
  const rows = all ? shown : shown.slice(0, most)
  const width = Math.max(0, ...rows.map(({ name }) => name.length))
  return [
    colour(paint.bold(outcome.what)),
    paint.dim(`${answer.database}, ${answer.project}`),
    '',
    ...(all ? [] : appliedLine(migrations)),
    ...rows.map((migration) => line(migration, width, paint)),
    ...(rows.length < shown.length ? [`and ${shown.length - rows.length} more (--all lists them)`] : []),
    ...driftLines(drift, paint),
    ...answer.unfinished.map(({ what, goesOn }) =>
      paint.yellow(goesOn ? what : `${what} The next deploy, rollback or resolve looks up what it did.`),
    ),
    ...answer.notes.map((note) => paint.dim(note)),
    ...waysOut(troubles, paint),
    ...endWords(outcome, paint),
  ].join('\n')
}

function appliedLine(migrations: MigrationStatus[]): string[] {
  const applied = migrations.filter(({ state }) => state === 'applied')
  const newest = applied.at(-1)
  if (!newest) return []
  const when = newest.row?.finishedAt ? `, ${timeWords(newest.row.finishedAt)}` : ''
  return [`✓ ${applied.length} applied, the last is ${newest.name}${when}`]
}

function line({ name, state, row }: MigrationStatus, width: number, paint: Paint): string {
  const when = row?.rolledBackAt ?? row?.finishedAt ?? row?.startedAt ?? null
  const time =
    when === null || state === 'pending' || state === 'out_of_order' ? '' : `  ${paint.dim(timeWords(when))}`
  return `${marks[state]} ${name.padEnd(width)}  ${colourOf(state, paint)(stateWords[state])}${time}`
}

const marks: Record<MigrationState, string> = {
  applied: '✓',
  pending: '·',
  out_of_order: '·',
  rolled_back: '·',
  failed: '✗',
  edited: '✗',
  missing: '✗',
}

export const stateWords: Record<MigrationState, string> = {
  applied: 'applied',
  pending: 'pending',
  out_of_order: 'pending, out of order',
  rolled_back: 'pending, was rolled back',
  failed: 'failed',
  edited: 'edited after it was applied',
  missing: 'applied, its file is missing',
}

function colourOf(state: MigrationState, paint: Paint): (text: string) => string {
  if (state === 'applied') return paint.green
  return marks[state] === '✗' ? paint.red : paint.yellow
}

function driftLines(drift: Answer['drift'], paint: Paint): string[] {
  if (!drift) return []
  const ignored = (drift.objects ?? []).filter((object) => object.ignored).length
  const left = ignored > 0 ? ` (${ignored} ignored)` : ''
  if (drift.state === 'none') return [`✓ no drift${left}`]
  if (drift.state === 'unknown')
    return [paint.red('✗ drift is not known'), ...drift.details.map((line) => `  ${line}`)]
  return [paint.red(`✗ drift${left}`), ...drift.details.slice(0, most).map((line) => `  ${line}`)]
}

function waysOut(troubles: Answer['troubles'], paint: Paint): string[] {
  if (troubles.length === 0) return []
  return [
    '',
    paint.bold('Ways out'),
    ...troubles
      .slice(0, most)
      .map(
        ({ migration, what, next }) => `  ${next}\n    ${paint.dim(`${migration ?? 'Database'}: ${what}`)}`,
      ),
  ]
}

function timeWords(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`
}
