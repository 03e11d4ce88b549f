import { countOf } from '../../domain/count-words'
import type { Outcome } from '../../domain/outcome'
import type { Answered } from '../command'
import { endWords } from '../end-words'
import { exitCodes } from '../exit-codes'
import { shellWord } from '../shell-word'
import type { Candidate } from './candidates'
import { candidateLines } from './safe-text'
import type { SafeAnswer, SafeBase } from './way'

/** What is answered where no migration was named, and none is the only one that is meant. */
export function listed(base: SafeBase, candidates: Candidate[], all: boolean): Answered<SafeAnswer> {
  const outcome = outcomeOf(candidates, base.database)
  const unasked = base.database === null && candidates.length > 0
  const notes = unasked ? ['No database was asked which of them are applied already.'] : []
  return {
    exit: candidates.length === 0 ? exitCodes.ok : exitCodes.pending,
    answer: {
      ...base,
      ok: outcome.ok,
      candidates,
      way: null,
      files: [],
      written: [],
      notes,
      outcome,
      next: outcome.next,
    },
    text: (paint) =>
      [
        ...(candidates.length > 0 ? [...candidateLines(candidates, all, paint), ''] : []),
        ...notes.map((note) => paint.yellow(note)),
        paint.bold(outcome.what),
        ...endWords(outcome, paint),
      ].join('\n'),
  }
}

function outcomeOf(candidates: Candidate[], database: string | null): Outcome {
  const where = database === null ? 'in the project’s migrations' : `in what is pending on ${database}`
  const newest = candidates[0]
  if (!newest)
    return {
      ok: true,
      what: `Nothing ${where} has a safe way that could be written.`,
      next: 'Nothing.',
      undo: null,
    }
  const what = `${countOf(candidates.length, 'migration')} ${where} could be made safe. Nothing was written.`
  const next = `headgate safe ${shellWord(newest.migration)} --dry-run shows what it would write.`
  return { ok: true, what, next, undo: null }
}
