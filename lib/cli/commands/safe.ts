import type { Local } from '../../composition/local'
import { safeAnswer } from '../../domain/answers/safe-answer'
import { fail, ok, type Result } from '../../domain/failure'
import { makeSafe } from '../../recipes/make-safe'
import { loadParser } from '../../sql/parse'
import { agree } from '../agree'
import type { FilesCommand, Invocation } from '../command'
import { labelOf } from '../label'
import { newestPostgres, oldestPostgres } from '../lint/options'
import { answered } from '../safe/answered'
import { chooseFindings } from '../safe/choose-findings'
import { keepPatch } from '../safe/keep-patch'
import { listed } from '../safe/list'
import { laterNotes } from '../safe/outcome'
import { refused } from '../safe/refused'
import { noteLines, wayText } from '../safe/safe-text'
import { targetOf } from '../safe/target'
import { shownWay } from '../safe/way'
import { shellWord } from '../shell-word'

export const safe: FilesCommand<typeof safeAnswer> = {
  name: 'safe',
  summary: 'rewrite a pending migration the safe way, proved to end in the same schema',
  usage: '[NAME] [--rule ID] [--finding ID] [--dry-run | --patch] [--yes]',
  details: `Takes the safe ways of what lint finds in a pending migration and writes them: the migration anew, and new ones around
it where transactions or releases demand it. Both are tried on shadow databases first, after the same history; what does
not end in exactly the same schema is never written. Writes files alone, and nothing to any database.

  headgate safe 20260102000000_add_note --dry-run
  headgate safe --rule require-concurrent-index-creation
  headgate safe 20260102000000_add_note --patch | git apply

Without NAME: the one pending migration that has dangers with a safe way; where there are several, it lists them.

Only what is applied nowhere may be rewritten. The database (--url, or what the project names) is asked whether it is
applied there; with --offline, or where none is known, nobody is, and you must know.

Exit codes: 0 done, or nothing to do; 2 several could be meant, and are listed; 1 it cannot be made safe.`,
  options: {
    rule: {
      type: 'string',
      multiple: true,
      value: 'ID',
      help: 'only findings of this rule; as often as you like',
    },
    finding: {
      type: 'string',
      multiple: true,
      value: 'ID',
      help: 'only this finding, by the id that --dry-run shows; as often as you like',
    },
    'dry-run': { type: 'boolean', help: 'show what would be written, and write nothing' },
    patch: { type: 'boolean', help: 'print it as a patch for git apply, and write nothing' },
    postgres: {
      type: 'string',
      value: 'VERSION',
      help: 'the oldest major version that has to take the SQL; default: the database’s, without one 14',
    },
    offline: { type: 'boolean', help: 'ask no database whether the migration is applied there' },
    yes: { type: 'boolean', short: 'y', help: 'do not ask' },
    all: { type: 'boolean', help: 'shorten nothing' },
  },
  positionals: { least: 0, most: 1, names: 'NAME' },
  needsDatabase: false,
  answer: safeAnswer,
  async run(given, invocation) {
    const { values, positionals, terminal, acts } = invocation
    if (values.offline === true && values.url !== undefined)
      return fail('usage_wrong', '--offline and --url contradict each other.', {
        next: 'headgate safe --help',
      })
    const local = values.offline === true ? { ...given, url: null } : given
    const { project, projectDir, planning, url, shadowUrl, source, cacheDir, clock } = local
    const dryRun = values['dry-run'] === true || values.patch === true
    const database = url === null ? null : labelOf({ ...local, url })
    const base = { command: 'safe' as const, dryRun, project: projectDir, database }
    const postgres = readPostgres(values.postgres, local)
    if (!postgres.ok) return postgres
    await loadParser()
    const target = await targetOf(local, positionals[0], invocation)
    if (!target.ok) return refused(target, positionals[0], url !== null)
    const { migration, candidates } = target.value
    if (migration === null) return ok(listed(base, candidates, values.all === true))

    const { name } = migration
    const command = ['safe', shellWord(name), ...flagsOf(values)].join(' ')
    const question = {
      command,
      act: `This would write ${name} anew`,
      question: 'Write this into the project’s migrations?',
      losses: [],
    }
    // Where nobody can be asked, that is said before the work.
    const early =
      dryRun || terminal.interactive ? ok(true) : await agree({ ...question, show: [] }, invocation)
    if (!early.ok) return early
    const progress = terminal.progress()
    progress.show(0, null, `Trying the safe way of ${name} on shadow databases…`)
    const findings = chooseFindings(name, { rules: listOf(values.rule), findings: listOf(values.finding) })
    const made = await makeSafe(planning, {
      url,
      shadowUrl,
      postgres: postgres.value,
      revision: project,
      migration: name,
      findings,
    }).finally(() => progress.clear())
    if (!made.ok) return refused(made, name, url !== null)
    const { files } = made.value
    const way = shownWay(made.value, local)
    const notes = [...laterNotes(way), ...unknowns(name, local, postgres.value)]
    const shown = { base, candidates, way, files, notes, command, terminal, values }

    if (dryRun) return ok(answered(shown, { kind: 'dry-run' }))
    const show = [...wayText(way, values.all === true, terminal.paint), ...noteLines(notes, terminal.paint)]
    const agreed = await agree({ ...question, show }, invocation)
    if (!agreed.ok) return agreed
    if (!agreed.value) return ok(answered(shown, { kind: 'refused' }))
    acts()
    const kept = await keepPatch(cacheDir, { migration: name, patch: way.patch, now: clock.now() })
    const done = await source.write(projectDir, files)
    if (done.ok) return ok(answered(shown, { kind: 'written', written: done.value.written, kept }))
    if (done.failure.code !== 'source_read_only') return done
    return ok(answered(shown, { kind: 'read-only', failure: done.failure }))
  },
}

/** What has to be said again for the same to come out. */
function flagsOf(values: Invocation['values']): string[] {
  const worded = ['rule', 'finding', 'postgres', 'project'].flatMap((name) =>
    listOf(values[name]).map((value) => `--${name} ${shellWord(value)}`),
  )
  return [...worded, ...(values.offline === true ? ['--offline'] : [])]
}

function listOf(given: Invocation['values'][string]): string[] {
  return [given ?? []].flat().map(String)
}

/** Without a database it has to run on whatever there is. Undefined: as new as the server. */
function readPostgres(given: unknown, { url, shadowUrl }: Local): Result<number | undefined> {
  if (given === undefined) return ok(url === null && shadowUrl === null ? oldestPostgres : undefined)
  const major = Number(given)
  if (major >= oldestPostgres && major <= newestPostgres && major % 1 === 0) return ok(major)
  return fail('usage_wrong', `--postgres takes a major version from ${oldestPostgres} to ${newestPostgres}.`)
}

function unknowns(name: string, { url }: Local, postgres: number | undefined): string[] {
  if (url !== null) return []
  const asked = `No database was asked whether ${name} is applied there: only what is applied nowhere may be rewritten.`
  return [
    asked,
    ...(postgres === oldestPostgres
      ? [
          `It is written for PostgreSQL ${postgres} and all later ones; --postgres 18 takes what only newer ones can.`,
        ]
      : []),
  ]
}
