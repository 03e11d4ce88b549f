import { fail, ok, type Result } from '../../domain/failure'
import { type Severity, severities } from '../../domain/finding'
import { suggest } from '../../domain/suggest'
import type { AnalysisSettings } from '../../risk/rule'
import type { Invocation } from '../command'

export type LintFormat = 'text' | 'json' | 'sarif' | 'github'

export interface LintOptions {
  format: LintFormat
  /** Null: the server's, else the newest. */
  postgres: number | null
  runner: AnalysisSettings['runner'] | null
  hygiene: boolean
  /** Null: taken for granted of histories, and not of other files. */
  guarded: boolean | null
  together: boolean
  separate: boolean
  /** The least that is shown. */
  severity: Severity
  /** Empty: all. */
  rules: string[]
  without: string[]
  since: string | null
  project: string | null
  url: string | null
  all: boolean
}

const runners = ['prisma', 'headgate', 'plain'] as const
export const oldestPostgres = 14
export const newestPostgres = 18

/** Fails with `usage_wrong`. `known`: the ids of all rules, asked for where one is named. */
export async function readLintOptions(
  { values, positionals, json }: Pick<Invocation, 'values' | 'positionals' | 'json'>,
  known: () => Promise<string[]>,
): Promise<Result<LintOptions>> {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : null)
  const list = (name: string) =>
    [values[name] ?? []].flat().flatMap((given) =>
      String(given)
        .split(/[\s,]+/)
        .filter(Boolean),
    )
  const formats = (['json', 'sarif', 'github'] as const).filter((name) =>
    name === 'json' ? json : values[name] === true,
  )
  if (formats.length > 1) return wrong(`--${formats[0]} and --${formats[1]} are two answers: choose one.`)
  const postgres = text('postgres') === null ? null : Number(text('postgres'))
  if (postgres !== null && !(postgres >= oldestPostgres && postgres <= newestPostgres && postgres % 1 === 0))
    return wrong(`--postgres takes a major version from ${oldestPostgres} to ${newestPostgres}.`)
  const runner = text('runner')
  if (runner !== null && !isOneOf(runners, runner)) return wrong(`--runner takes ${runners.join(', ')}.`)
  const severity = text('severity') ?? 'notice'
  if (!isOneOf(severities, severity)) return wrong(`--severity takes ${severities.join(', ')}.`)
  const [rules, without] = [list('rule'), list('without')]
  const unknown = await unknownRule([...rules, ...without], known)
  if (unknown) return wrong(unknown)
  const project = text('project')
  if (project !== null && positionals.length > 0)
    return wrong('--project names all the migrations of a project: give files, or a project.')
  const url = text('url')
  if (url !== null && positionals.length > 0)
    return wrong('--url looks at what is pending of a project: give --project instead of files.')
  if (values.guarded === true && values.unguarded === true)
    return wrong('--guarded and --unguarded contradict each other.')
  if (values.together === true && values.separate === true)
    return wrong('--together and --separate contradict each other.')
  return ok({
    format: formats[0] ?? 'text',
    postgres,
    runner,
    hygiene: values.hygiene === true || rules.length > 0,
    guarded: values.guarded === true ? true : values.unguarded === true ? false : null,
    together: values.together === true,
    separate: values.separate === true,
    severity,
    rules,
    without,
    since: text('since'),
    project,
    url,
    all: values.all === true,
  })
}

function isOneOf<T extends string>(list: readonly T[], word: string): word is T {
  return list.includes(word as T)
}

async function unknownRule(named: string[], known: () => Promise<string[]>): Promise<string | null> {
  if (named.length === 0) return null
  const ids = await known()
  const wrongOne = named.find((id) => !ids.includes(id))
  if (wrongOne === undefined) return null
  const meant = suggest(wrongOne, ids)
  return `There is no rule ${wrongOne}.${meant ? ` Did you mean ${meant}?` : ' headgate rules lists them.'}`
}

function wrong(why: string) {
  return fail('usage_wrong', why, { next: 'headgate lint --help' })
}
