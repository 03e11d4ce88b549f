import type { Analysis } from '../../domain/analysis'
import { countOf as counted } from '../../domain/count-words'
import type { LiveRisk } from '../../domain/live-risk'
import type { Outcome } from '../../domain/outcome'
import type { ExitCode } from '../exit-codes'
import { byMeasure } from './by-measure'
import type { Linted } from './lint-answer'
import type { LintOptions } from './options'
import { type Counts, countOf, exitOf, select } from './select'
import type { LintScript, Problem } from './sequence'

/** What was judged, and all that was learned. */
export interface Judged {
  analysis: Analysis
  live: LiveRisk | null
  database: string | null
  scripts: LintScript[]
  problems: Problem[]
  notes: string[]
}

/** The answer: what is shown, what it amounts to, and what comes next. */
export function finish(judged: Judged, options: LintOptions): Linted & { exit: ExitCode } {
  const { live, database, problems, notes } = judged
  const shown = judged.scripts.filter(({ silent }) => !silent)
  const analysis = select(byMeasure(judged.analysis, live), options)
  const counts = countOf(analysis.findings)
  const exit = exitOf(counts, problems.length)
  const outcome = outcomeOf(counts, judged, shown.length)
  return {
    exit,
    scripts: new Map(shown.map((script) => [script.name, script])),
    answer: {
      ok: problems.length === 0,
      command: 'lint',
      verdict: exit === 3 ? 'dangers' : exit === 2 ? 'warnings' : exit === 1 ? 'unread' : 'clean',
      counts,
      files: shown.map(({ name, path }) => ({ name, path })),
      database,
      analysis,
      live,
      problems,
      notes,
      outcome,
      next: outcome.next,
    },
  }
}

function outcomeOf(counts: Counts, { analysis, problems, scripts }: Judged, files: number): Outcome {
  const statements = analysis.migrations.reduce((sum, each) => sum + each.statements.length, 0)
  const judged = `${counted(statements, 'statement')} in ${counted(files, 'file')}`
  const kinds = (['danger', 'warning', 'notice'] as const).filter((kind) => counts[kind] > 0)
  const found = kinds.map((kind) => counted(counts[kind], kind)).join(', ')
  const unread = problems.length > 0 ? ` ${counted(problems.length, 'path')} could not be read.` : ''
  const clean = counts.danger + counts.warning === 0
  return {
    ok: clean && problems.length === 0,
    what: `${found === '' ? 'Nothing found' : found} in ${judged}.${unread}`.replace('found in', 'found:'),
    next: nextOf(),
    undo: null,
  }

  function nextOf(): string {
    if (files === 0 && problems.length > 0)
      return 'Correct the paths; headgate lint --help tells what it takes.'
    if (files === 0 && scripts.length === 0) return 'Nothing.'
    if (clean) return 'Nothing.'
    const found = analysis.findings.filter(({ severity }) => severity !== 'notice')
    const rule = found.find((each) => each.rule !== 'syntax-error')?.rule
    if (!rule) return 'Correct the SQL.'
    const which = rule === found[0]?.rule ? 'the first' : 'it'
    return `headgate rules ${rule} tells all about ${which}; take one back with “-- headgate-ignore RULE: why” above its statement.`
  }
}
