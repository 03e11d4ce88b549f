import { fail, ok, type Result } from '../../domain/failure'
import type { QuickCommand, QuickStart } from '../command'
import { finish, type Judged } from '../lint/finish'
import { gather } from '../lint/gather'
import { judge } from '../lint/judge'
import { type LintOptions, newestPostgres, readLintOptions } from '../lint/options'

type LintSchema = typeof import('../../domain/answers/lint-answer').lintAnswer

export const lint: QuickCommand<LintSchema> = {
  name: 'lint',
  summary: 'what migrations lock, lose and break, and the safe way',
  usage: '[FILE… | FOLDER… | - | --project DIR [--url URL]]',
  details: `Judges SQL by what PostgreSQL does with it, statement by statement: which locks, for how long, what is lost, what will
fail, what breaks the running application. Nothing is executed, and nothing connected to, unless --url is given.

  headgate lint prisma/migrations                a folder of migrations
  headgate lint db/0007_orders.sql               a file; nothing is known of the schema
  git diff --name-only main -- '*.sql' | xargs headgate lint
  headgate lint --project . --url "$DATABASE_URL"

Without files: the project’s migrations, each on the schema that the ones before it build; with --url those that are
pending there, as one deploy on the schema that is there, with counts and sizes of the live database. A file of
Prisma’s (NAME/migration.sql) is judged on the migrations before it. Files whose names begin with a number run in that
order, folder by folder, and each is judged on what the ones before it tell; any other file stands alone.

A finding is taken back by a comment above its statement, or at the end of its line; for the whole script by
headgate-ignore-file. It needs a reason:

  -- headgate-ignore require-concurrent-index-creation: the table holds twelve rows
  CREATE INDEX orders_note_idx ON orders (note);

Exit codes: 0 nothing, or notices alone; 2 warnings; 3 dangers, or SQL that does not parse; 1 something could not be
read.`,
  options: {
    postgres: {
      type: 'string',
      value: 'VERSION',
      help: `major version, 14 to 18; default: the server’s with --url, else ${newestPostgres}`,
    },
    since: { type: 'string', value: 'NAME', help: 'only migrations later than this one' },
    severity: {
      type: 'string',
      value: 'LEAST',
      help: 'danger, warning or notice; default: notice, hence all',
    },
    rule: { type: 'string', multiple: true, value: 'ID', help: 'only this rule; as often as you like' },
    without: { type: 'string', multiple: true, value: 'ID', help: 'not this rule; as often as you like' },
    hygiene: { type: 'boolean', help: 'also what is a matter of taste: types, IF NOT EXISTS, names' },
    guarded: { type: 'boolean', help: 'lock_timeout is set by whatever deploys; the default for a project' },
    unguarded: { type: 'boolean', help: 'lock_timeout is set by nobody; the default for other files' },
    together: { type: 'boolean', help: 'all are one deploy: a table that one creates is new for the next' },
    separate: { type: 'boolean', help: 'no file says anything about another' },
    runner: {
      type: 'string',
      value: 'WHO',
      help: 'what deploys, hence what is one transaction: prisma, headgate or plain; default: prisma for its migrations, else plain',
    },
    all: { type: 'boolean', help: 'shorten nothing: each notice, each step of the safe way' },
    sarif: { type: 'boolean', help: 'print SARIF 2.1.0, for code scanning' },
    github: { type: 'boolean', help: 'print annotations for GitHub Actions' },
  },
  positionals: { least: 0, most: Number.POSITIVE_INFINITY, names: 'FILES' },
  quick: true,
  loadAnswer: async () => (await import('../../domain/answers/lint-answer')).lintAnswer,
  async run(start, { values, positionals, json }) {
    const read = await readLintOptions({ values, positionals, json }, ruleIds)
    if (!read.ok) return read
    const options = read.value
    const judged = await judgeWhatIsNamed(start, positionals, options)
    if (!judged.ok) return judged
    const { exit, ...linted } = finish(judged.value, options)
    const text = await textMaker()
    return ok({ exit, answer: linted.answer, text })

    async function textMaker() {
      if (options.format === 'sarif') {
        const [{ sarifLog }, metas] = await Promise.all([import('../lint/sarif'), ruleMetas()])
        return () => JSON.stringify(sarifLog(linted, metas, start.version), null, 2)
      }
      if (options.format === 'github') {
        const { githubText } = await import('../lint/github')
        return () => githubText(linted)
      }
      const { lintText } = await import('../lint/lint-text')
      const project = positionals.length === 0 ? (options.project ?? '.') : null
      return (paint: Parameters<typeof lintText>[2]) => lintText({ ...linted, project }, options.all, paint)
    }
  },
}

async function judgeWhatIsNamed(
  start: QuickStart,
  words: string[],
  options: LintOptions,
): Promise<Result<Judged>> {
  const { url } = options
  if (url !== null) return await judgeLive(start, options, url)
  const gathered =
    words.length > 0 ? ok(await gather(words, options)) : await gatherTheProject(options.project ?? '.')
  if (!gathered.ok) return gathered
  let { sequences } = gathered.value
  if (options.since !== null) {
    const { onlySince } = await import('../lint/project')
    const later = onlySince(sequences, options.since)
    if (!later.ok) return later
    sequences = later.value
  }
  const analysis = await judge(sequences, { ...options, postgres: options.postgres ?? newestPostgres })
  const { problems, notes } = gathered.value
  const scripts = sequences.flatMap((each) => each.scripts)
  return ok({ analysis, live: null, database: null, scripts, problems, notes })
}

async function gatherTheProject(folder: string) {
  const { gatherProject } = await import('../lint/project')
  const gathered = await gatherProject(folder)
  if (gathered.ok || gathered.failure.code !== 'project_not_found') return gathered
  return fail('project_not_found', gathered.failure.why, {
    next: 'Name files or folders, headgate lint FILE…, or a project with --project.',
  })
}

async function judgeLive(start: QuickStart, options: LintOptions, url: string): Promise<Result<Judged>> {
  const { resolve } = await import('node:path')
  const opened = await start.open({ projectDir: resolve(options.project ?? '.'), url })
  if (!opened.ok) return opened
  const local = opened.value
  try {
    const { judgePending } = await import('../lint/live')
    return await judgePending({ ...local, url }, options)
  } finally {
    await local.close()
  }
}

async function ruleMetas() {
  const { rules } = await import('../../risk/rules/rules')
  return rules.map(({ meta }) => meta)
}

async function ruleIds(): Promise<string[]> {
  return (await ruleMetas()).map(({ id }) => id)
}
