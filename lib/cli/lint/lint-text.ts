import type { Finding } from '../../domain/finding'
import type { Prediction } from '../../domain/live-risk'
import { endWords } from '../end-words'
import type { Paint } from '../paint'
import { shellWord } from '../shell-word'
import { visible } from './excerpt'
import { colourOf, findingText } from './finding-text'
import type { Linted } from './lint-answer'
import { liveText } from './live-text'

/** So many notices of one rule are told in one line. */
const fewNotices = 3

/** The answer for people: what wants attention in full, notices in a line each, and what it amounts to. */
export function lintText({ answer, scripts, project = null }: Linted, all: boolean, paint: Paint): string {
  const { analysis, live, problems, notes, outcome } = answer
  const context = {
    all,
    probes: new Map(analysis.probes.map((probe) => [probe.id, probe])),
    answers: new Map(live?.answers.map((each) => [each.id, each])),
  }
  const told = (finding: Finding) => {
    const script = scripts.get(finding.migration)
    const path = script?.path ?? finding.migration
    const prediction = live?.predictions.find(
      ({ migration, statement }) => migration === finding.migration && statement === finding.statement,
    )
    const words = prediction && finding.cost !== 'instant' ? predictionWords(prediction) : null
    const sql = script?.sql ?? null
    const alone = analysis.migrations.find(({ name }) => name === finding.migration)?.statements.length === 1
    const writes = project !== null && !(alone && onlyPutsOff(finding))
    const safe = writes ? safeCommand(finding.migration, project) : null
    return findingText(finding, { ...context, path, sql, safe, prediction: words }, paint)
  }
  const inFull = analysis.findings.filter(({ severity }) => all || severity !== 'notice')
  const inShort = all ? [] : analysis.findings.filter(({ severity }) => severity === 'notice')
  return [
    ...inFull.flatMap(told),
    ...noticeLines(inShort, (name) => scripts.get(name)?.path ?? name, paint),
    ...ignoreLines(answer.analysis, paint),
    ...(live ? liveText(live, paint) : []),
    ...problems.map(({ path, why }) => `${paint.red(paint.bold(visible(path)))}  ${visible(why)}`),
    ...notes.map((note) => paint.dim(visible(note))),
    ...(problems.length + notes.length > 0 ? [''] : []),
    outcome.ok ? paint.green(paint.bold(outcome.what)) : paint.bold(outcome.what),
    ...endWords(outcome, paint).slice(outcome.ok ? 1 : 0),
  ].join('\n')
}

/** What only goes to a later release is no safer under another name, where nothing else is in its script. */
function onlyPutsOff({ recipe }: Finding): boolean {
  const { instead = '', before = [] } = recipe?.rewrite ?? {}
  return recipe?.id === 'remove-later' && instead === '' && before.length === 0
}

/** As a shell takes it, from where lint was called. */
function safeCommand(migration: string, project: string): string {
  return `headgate safe ${shellWord(migration)}${project === '.' ? '' : ` --project ${shellWord(project)}`}`
}

function noticeLines(notices: Finding[], pathOf: (name: string) => string, paint: Paint): string[] {
  const byRule = new Map<string, Finding[]>()
  for (const notice of notices) byRule.set(notice.rule, [...(byRule.get(notice.rule) ?? []), notice])
  const word = colourOf.notice(paint)('notice')
  const lines = [...byRule].flatMap(([rule, found]) => {
    if (found.length > fewNotices)
      return [
        `${word}  ${paint.dim(rule)}  ${found.length} times, first at ${placeOf(found[0])}: --all lists them`,
      ]
    return found.map((each) => `${word}  ${paint.dim(rule)}  ${placeOf(each)}  ${visible(each.title)}`)
  })
  return lines.length > 0 ? [...lines, ''] : []

  function placeOf(finding: Finding | undefined): string {
    return finding ? `${visible(pathOf(finding.migration))}:${finding.line}` : ''
  }
}

function ignoreLines(
  { ignored, unusedIgnores }: Pick<Linted['answer']['analysis'], 'ignored' | 'unusedIgnores'>,
  paint: Paint,
): string[] {
  const lines = [
    ...ignored.map(({ finding, comment }) =>
      paint.dim(
        `ignored  ${finding.rule}  ${visible(finding.migration)}:${finding.line}  ${visible(comment.reason)}`,
      ),
    ),
    ...unusedIgnores.map(
      ({ migration, line, why }) =>
        `${paint.yellow('ignore that does not count')}  ${visible(migration)}:${line}  ${visible(why)}`,
    ),
  ]
  return lines.length > 0 ? [...lines, ''] : []
}

function predictionWords({ lowSeconds, highSeconds, because }: Prediction): string {
  const range =
    highSeconds < 1 ? 'less than a second' : `about ${shown(lowSeconds)} to ${shown(highSeconds)} s`
  return `${range} (${because})`
}

function shown(seconds: number): string {
  return seconds < 10 ? String(Math.round(seconds * 10) / 10) : String(Math.round(seconds))
}
