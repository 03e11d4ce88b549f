import type { Finding, Probe, ProbeAnswer, Recipe, Severity } from '../../domain/finding'
import type { Paint } from '../paint'
import { excerpt, visible } from './excerpt'
import { lockWords } from './lock-words'
import { wrapped } from './wrapped'

export interface FindingContext {
  path: string
  /** Null: not at hand. */
  sql: string | null
  /** Every step of the safe way, however long. */
  all: boolean
  probes: Map<string, Probe>
  answers: Map<string, ProbeAnswer>
  /** The command that writes the safe way of this migration; null: none is known. */
  safe: string | null
  /** How long it takes on the live database, in words. */
  prediction: string | null
}

export const colourOf: Record<Severity, (paint: Paint) => (text: string) => string> = {
  danger: (paint) => (text) => paint.red(text),
  warning: (paint) => (text) => paint.yellow(text),
  notice: (paint) => (text) => paint.cyan(text),
}

/** A finding for people: where, what, why, which lock, and the safe way. */
export function findingText(finding: Finding, context: FindingContext, paint: Paint): string[] {
  const { line, column, severity, rule, title, reason, versions } = finding
  const colour = colourOf[severity](paint)
  const lock = lockWords(finding)
  const fact = (word: string, text: string) => `  ${paint.dim(word.padEnd(5))} ${text}`
  const folded = (word: string, text: string) =>
    wrapped(text, 100).map((part, index) => (index === 0 ? fact(word, part) : `        ${part}`))
  return [
    `${paint.bold(`${visible(context.path)}:${line}:${column}`)}  ${colour(paint.bold(severity))}  ${paint.dim(rule)}`,
    ...wrapped(visible(title), 104).map((part) => `  ${paint.bold(part)}`),
    ...(context.sql === null ? [] : excerpt(context.sql, finding, colour, paint)),
    ...folded('why', visible(reason)),
    ...(lock ? folded('lock', visible(lock)) : []),
    ...(versions ? [fact('holds', `for ${versions}`)] : []),
    ...(context.prediction ? folded('here', visible(context.prediction)) : []),
    ...finding.probes.flatMap((id) => asked(id, context).flatMap((text) => folded('here', visible(text)))),
    ...(finding.recipe ? safeWay(finding.recipe, context.all, paint) : []),
    ...(finding.recipe?.rewrite && context.safe ? [`        ${paint.dim(`${context.safe} writes it`)}`] : []),
    '',
  ]
}

/** What the live database answered. */
function asked(id: string, { probes, answers }: FindingContext): string[] {
  const answer = answers.get(id)
  const probe = probes.get(id)
  if (!answer || !probe) return []
  const question = probe.question.replace(/[.?]$/, '')
  if (answer.count === null) return [`${question}: not counted${answer.why ? `, ${answer.why}` : ''}`]
  return [`${question}: ${answer.exact ? '' : 'about '}${answer.count.toLocaleString('en-US')}`]
}

const shortest = 12

function safeWay({ title, steps }: Recipe, all: boolean, paint: Paint): string[] {
  const lines = steps.flatMap(({ what, sql }, index) => {
    const said = wrapped(`${steps.length > 1 ? `${index + 1}. ` : ''}${visible(what)}`, 98)
    const code = (sql ?? '').trim()
    return [
      ...said.map((part, at) => `        ${at > 0 && steps.length > 1 ? '   ' : ''}${part}`),
      ...(code === '' ? [] : code.split('\n').map((line) => `           ${paint.cyan(visible(line))}`)),
    ]
  })
  const head = `  ${paint.dim('safe ')} ${visible(title)}`
  if (all || lines.length <= shortest) return [head, ...lines]
  return [head, ...lines.slice(0, shortest - 1), paint.dim(`        … ${steps.length} steps in all: --all`)]
}
