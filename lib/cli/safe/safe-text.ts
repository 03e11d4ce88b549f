import { countOf } from '../../domain/count-words'
import type { Finding } from '../../domain/finding'
import { patchOf } from '../../recipes/patch'
import { visible } from '../lint/excerpt'
import { colourOf } from '../lint/finding-text'
import { wrapped } from '../lint/wrapped'
import type { Paint } from '../paint'
import { shorten } from '../resolve/resolution-text'
import { shortId } from './choose-findings'
import type { SafeAnswer, ShownWay } from './way'

/** What would be made safe, for people: the findings, the migrations in the order of their deploys, and the proof. */
export function wayText(way: ShownWay, all: boolean, paint: Paint): string[] {
  const taken = way.before.filter(({ id }) => way.taken.includes(id))
  return [
    paint.bold(way.migration),
    ...taken.flatMap((finding) => findingLines(finding, paint)),
    '',
    paint.bold('In the order of their deploys'),
    ...way.migrations.flatMap((each, index) => migrationLines(each, index, all, paint)),
    '',
    paint.bold('Known to be right because'),
    '  the history with this migration, and with these, was run on two shadow databases: both end in the same schema.',
    ...way.kept.map((line) => `  ${visible(line)}`),
    `  Found before: ${countsOf(way.before)}; afterwards: ${countsOf(way.after)}.`,
    ...(way.left.length > 0 ? ['', paint.bold('Stays as it is')] : []),
    ...way.left.flatMap((line) => folded(paint.yellow('-'), visible(line))),
  ]
}

function findingLines(finding: Finding, paint: Paint): string[] {
  const { severity, title, line, recipe } = finding
  const word = colourOf[severity](paint)(severity)
  return [
    `  ${word}  line ${line}  ${paint.dim(shortId(finding))}`,
    ...folded(' ', visible(title)),
    ...folded(paint.green('→'), visible(recipe?.title ?? '')),
  ]
}

function folded(mark: string, text: string): string[] {
  return wrapped(text, 104).map((part, index) => `  ${index === 0 ? mark : ' '} ${part}`)
}

function migrationLines(
  { name, sql, was, release, later }: ShownWay['migrations'][number],
  index: number,
  all: boolean,
  paint: Paint,
): string[] {
  const what = was === null ? paint.green('new') : was === sql ? 'as it is' : paint.yellow('written anew')
  return [
    `  ${index + 1}. ${paint.bold(name)}  ${what}`,
    ...wrapped(release, 100).map(
      (part) => `     ${later ? paint.yellow(paint.bold(part)) : paint.dim(part)}`,
    ),
    ...shorten(was === null ? sqlLines(sql, paint) : diffLines(was, sql, paint), all).map(
      (line) => `     ${paint.dim('│')} ${line}`,
    ),
  ]
}

function sqlLines(sql: string, paint: Paint): string[] {
  return sql
    .trimEnd()
    .split('\n')
    .map((line) => paint.cyan(visible(line)))
}

function diffLines(was: string, sql: string, paint: Paint): string[] {
  const lines = patchOf([{ path: '', was, now: sql }])
    .trimEnd()
    .split('\n')
    .slice(2)
  return lines.map((line) => {
    const colour = line.startsWith('+') ? paint.green : line.startsWith('-') ? paint.red : paint.dim
    return colour(visible(line))
  })
}

function countsOf(findings: readonly Finding[]): string {
  const of = (wanted: string) => findings.filter(({ severity }) => severity === wanted).length
  return `${countOf(of('danger'), 'danger')}, ${countOf(of('warning'), 'warning')}`
}

export function noteLines(notes: readonly string[], paint: Paint): string[] {
  return notes.length > 0 ? ['', ...notes.map((note) => paint.yellow(note))] : []
}

export function candidateLines(candidates: SafeAnswer['candidates'], all: boolean, paint: Paint): string[] {
  const lines = candidates.map(
    ({ migration, dangers, warnings }) =>
      `  ${migration}  ${paint.dim(`${countOf(dangers, 'danger')}, ${countOf(warnings, 'warning')}`)}`,
  )
  return [paint.bold('These could be made safe'), ...shorten(lines, all)]
}
