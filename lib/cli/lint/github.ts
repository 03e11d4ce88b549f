import type { Finding, Severity } from '../../domain/finding'
import type { Linted } from './lint-answer'
import { lockWords } from './lock-words'

const commands: Record<Severity, string> = { danger: 'error', warning: 'warning', notice: 'notice' }

/**
 * Workflow commands that GitHub Actions shows beside the lines of a pull request, and the totals.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function githubText({ answer, scripts }: Linted): string {
  const { findings, unusedIgnores } = answer.analysis
  const pathOf = (name: string) => scripts.get(name)?.path ?? name
  return [
    ...findings.map((finding) =>
      command(
        commands[finding.severity],
        placeOf(finding, pathOf(finding.migration), scripts.get(finding.migration)?.sql),
        bodyOf(finding),
      ),
    ),
    ...unusedIgnores.map(({ migration, line, why }) =>
      command('warning', { file: pathOf(migration), line, title: 'headgate-ignore' }, why),
    ),
    ...answer.problems.map(({ path, why }) => command('error', { file: path, title: 'Not read' }, why)),
    answer.outcome.what,
  ].join('\n')
}

function placeOf({ line, column, end, rule, title }: Finding, file: string, sql: string | undefined) {
  const last = sql === undefined ? line : line + newlines(sql, end, line)
  // Columns count only within one line.
  const columns = last === line ? { col: column } : {}
  return { file, line, endLine: last, ...columns, title: `${rule}: ${title}` }
}

/** How many lines below its own a finding ends. */
function newlines(sql: string, end: number, line: number): number {
  let count = 1
  for (let at = sql.indexOf('\n'); at >= 0 && at < end; at = sql.indexOf('\n', at + 1)) count += 1
  return Math.max(0, count - line)
}

function bodyOf(finding: Finding): string {
  const lock = lockWords(finding)
  const { recipe } = finding
  const steps = recipe?.steps.flatMap(({ what, sql }, index) => [
    `${index + 1}. ${what}`,
    ...(sql ? [sql.trim()] : []),
  ])
  return [
    finding.reason,
    ...(lock ? [`Lock: ${lock}.`] : []),
    ...(recipe && steps ? [`Safe way: ${recipe.title}`, ...steps] : []),
  ].join('\n')
}

function command(name: string, properties: Record<string, string | number>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`)
  return `::${name} ${list.join(',')}::${data(message)}`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
