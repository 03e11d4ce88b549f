import { createTwoFilesPatch } from 'diff'
import type { Trouble, Way } from '../../domain/resolution'
import type { Paint } from '../paint'
import { commandOf } from './choose'
import { shorten } from './resolution-text'

/** Each trouble with its evidence and its ways, the best first. */
export function troublesText(troubles: Trouble[], unknown: string[], all: boolean, paint: Paint): string[] {
  return [
    ...troubles.flatMap((trouble) => ['', ...troubleLines(trouble, all, paint)]),
    ...(unknown.length > 0 ? ['', paint.bold('Could not be looked at')] : []),
    ...unknown.map((line) => `  ${paint.yellow(line)}`),
  ]
}

function troubleLines(trouble: Trouble, all: boolean, paint: Paint): string[] {
  const { migration, what, details, ways, harmless } = trouble
  const colour = harmless === true ? paint.yellow : paint.red
  return [
    colour(paint.bold(migration === null || what.includes(migration) ? what : `${migration}: ${what}`)),
    ...shorten(details, all).map((line) => `  ${line}`),
    ...reachedLines(trouble, paint),
    ...differenceLines(trouble, all, paint),
    ...(ways.length === 0 ? [paint.yellow('  Nothing that Headgate could do for it is known.')] : []),
    ...ways.flatMap((way, index) => wayLines(trouble, way, index, paint)),
  ]
}

function reachedLines({ reached }: Trouble, paint: Paint): string[] {
  if (!reached || reached.done === null || reached.statements.length > 30) return []
  const { done, statements } = reached
  return statements
    .filter(({ controlsTransaction }) => !controlsTransaction)
    .map(({ index, line, summary }) =>
      index < done
        ? paint.green(`    ✓ line ${line}: ${summary}`)
        : paint.dim(`    · line ${line}: ${summary}, not run`),
    )
}

function differenceLines({ texts, migration }: Trouble, all: boolean, paint: Paint): string[] {
  if (!texts || texts.before === null) return []
  const from = texts.beforeFrom ? `as it was applied (${texts.beforeFrom})` : 'as it was applied'
  const patch = createTwoFilesPatch(
    migration ?? '',
    migration ?? '',
    texts.before,
    texts.after,
    from,
    'as it is now',
  )
  const lines = shorten(patch.trimEnd().split('\n').slice(1), all)
  return lines.map((line) => `    ${colourOf(line, paint)(line)}`)
}

function colourOf(line: string, paint: Paint): (text: string) => string {
  if (line.startsWith('+')) return paint.green
  return line.startsWith('-') ? paint.red : paint.dim
}

function wayLines(trouble: Trouble, way: Way, index: number, paint: Paint): string[] {
  const { title, resolution, recommended, impossibleBecause } = way
  const head = `  ${index + 1}. ${title}`
  if (!resolution) return [paint.dim(`${head}: not here. ${impossibleBecause.join(' ')}`)]
  return [
    `${head}${recommended ? paint.green('  (recommended)') : ''}`,
    ...resolution.does.map((line) => `       ${line}`),
    ...resolution.warnings.map((text) => `       ${paint.yellow(firstLine(text))}`),
    `       ${paint.cyan(commandOf(trouble, way))}`,
  ]
}

/** The list stays short: what a warning quotes, such as models of a Prisma schema, is shown with the way itself. */
function firstLine(text: string): string {
  const [first = '', ...more] = text.split('\n')
  return more.length === 0 ? first : `${first} (${more.length} lines: --dry-run shows them)`
}
