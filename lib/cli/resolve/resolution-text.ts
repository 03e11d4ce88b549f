import type { FileChange } from '../../domain/file-change'
import type { Resolution } from '../../domain/resolution'
import type { Paint } from '../paint'

const mostLines = 40

/** What one way would do, for people: steps, proof, warnings, files and SQL. */
export function resolutionText(resolution: Resolution, all: boolean, paint: Paint): string[] {
  const { title, does, proof, warnings, files, work } = resolution
  const sql = (work?.sql ?? '').trim()
  return [
    paint.bold(title),
    ...does.map((line, index) => `  ${index + 1}. ${line}`),
    ...section('Known to be right because', proof, paint),
    ...section('Mind', warnings, paint, paint.yellow),
    ...files.flatMap((change) => fileLines(change, all, paint)),
    ...(sql === ''
      ? []
      : section(
          work?.mode === 'atomic' ? 'SQL, in one transaction with the ledger' : 'SQL, statement by statement',
          shorten(sql.split('\n'), all),
          paint,
        )),
  ]
}

function fileLines(change: FileChange, all: boolean, paint: Paint): string[] {
  if (change.change === 'rename') return section('Renames', [`${change.from} → ${change.to}`], paint)
  const words = change.replaces === null ? 'Writes' : 'Replaces'
  return section(`${words} ${change.path}`, shorten(change.content.trimEnd().split('\n'), all), paint)
}

function section(title: string, lines: string[], paint: Paint, colour = (line: string) => line): string[] {
  const all = lines.flatMap((line) => line.split('\n'))
  return all.length === 0 ? [] : ['', paint.bold(title), ...all.map((line) => `  ${colour(line)}`)]
}

export function shorten(lines: string[], all: boolean): string[] {
  if (all || lines.length <= mostLines) return lines
  return [...lines.slice(0, mostLines - 1), `… ${lines.length - mostLines + 1} more lines (--all shows them)`]
}
