import type { FileChange } from '../../domain/file-change'
import type { Answered, Invocation } from '../command'
import { endWords } from '../end-words'
import { exitCodes } from '../exit-codes'
import type { Paint } from '../paint'
import type { Candidate } from './candidates'
import { outcomeOf, type Written } from './outcome'
import { noteLines, wayText } from './safe-text'
import type { SafeAnswer, SafeBase, ShownWay } from './way'

export interface Shown extends Pick<Invocation, 'values' | 'terminal'> {
  base: SafeBase
  candidates: Candidate[]
  way: ShownWay
  files: FileChange[]
  notes: string[]
  /** `safe NAME`, as a shell takes it. */
  command: string
}

/** The answer, once it is known what came of it. */
export function answered(shown: Shown, result: Written): Answered<SafeAnswer> {
  const { base, candidates, way, files, notes, command, terminal, values } = shown
  const outcome = outcomeOf(way, result, command)
  const written = result.kind === 'written' ? result.written : []
  const work = (paint: Paint) => [...wayText(way, values.all === true, paint), ...noteLines(notes, paint), '']
  const end = (paint: Paint) => [
    (outcome.ok ? paint.green : paint.red)(paint.bold(outcome.what)),
    ...(outcome.failure ? [outcome.failure.why] : []),
    ...endWords(outcome, paint),
  ]
  return {
    exit: outcome.ok ? exitCodes.ok : exitCodes.error,
    answer: { ...base, ok: outcome.ok, candidates, way, files, written, notes, outcome, next: outcome.next },
    text(paint) {
      if (values.patch === true) {
        terminal.log([...work(terminal.paint), ...end(terminal.paint)].join('\n'))
        return way.patch
      }
      // Who was asked has seen it.
      const seen = terminal.interactive && !base.dryRun && values.yes !== true
      return [...(seen ? [] : work(paint)), ...end(paint)].join('\n')
    },
  }
}
