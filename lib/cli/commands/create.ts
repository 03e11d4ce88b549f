import { createAnswer } from '../../domain/answers/create-answer'
import { fail, ok } from '../../domain/failure'
import type { Outcome } from '../../domain/outcome'
import { createMigration } from '../../resolutions/schema/create-migration'
import type { FilesCommand } from '../command'
import { endWords } from '../end-words'
import { exitCodes } from '../exit-codes'
import { shorten } from '../resolve/resolution-text'

export const create: FilesCommand<typeof createAnswer> = {
  name: 'create',
  summary: 'the next migration, from the schema; no database is touched',
  usage: 'NAME [--data] [--dry-run]',
  details: `Compares what the project’s migrations build on a shadow database with what its schema says, and writes the SQL of the
difference as the next migration. --data writes an empty one, for a script of your own.

Says which new foreign keys have no index. Nothing is deployed: headgate plan shows what a deploy would do.`,
  options: {
    data: { type: 'boolean', help: 'an empty migration, to be filled by hand' },
    'dry-run': { type: 'boolean', help: 'print it, and write nothing' },
    all: { type: 'boolean', help: 'shorten nothing' },
  },
  positionals: { least: 1, most: 1, names: 'NAME' },
  needsDatabase: false,
  answer: createAnswer,
  async run(local, { values, positionals }) {
    const name = positionals[0] ?? ''
    const { url, shadowUrl, project, projectDir, source, planning, clock } = local
    if (!/[a-z0-9]/i.test(name))
      return fail('usage_wrong', `“${name}” holds no letter and no digit.`, {
        next: 'headgate create add_order_notes',
      })
    const kind = values.data === true ? ('data' as const) : ('schema' as const)
    const now = clock.now()
    const made = await createMigration(planning, { url, shadowUrl, revision: project, name, kind, now })
    if (!made.ok) return made.failure.code === 'invalid_input' ? fail('usage_wrong', made.failure.why) : made
    const { files, migration, notes } = made.value
    const dryRun = values['dry-run'] === true
    const done =
      dryRun || migration === null ? ok({ written: [] as string[] }) : await source.write(projectDir, files)
    if (!done.ok && done.failure.code !== 'source_read_only') return done
    const written = done.ok ? done.value.written : []
    const outcome = outcomeOf()
    return ok({
      exit: outcome.ok ? exitCodes.ok : exitCodes.error,
      answer: {
        ok: outcome.ok,
        command: 'create' as const,
        dryRun,
        project: projectDir,
        migration,
        files,
        written,
        notes,
        outcome,
        next: outcome.next,
      },
      text: (paint) =>
        [
          ...(migration ? [...shorten(migration.sql.trimEnd().split('\n'), values.all === true), ''] : []),
          ...(migration ? notes : []).map((note) => paint.yellow(note)),
          (outcome.ok ? paint.green : paint.red)(paint.bold(outcome.what)),
          ...(outcome.failure ? [outcome.failure.why] : []),
          ...endWords(outcome, paint),
        ].join('\n'),
    })

    function outcomeOf(): Outcome {
      if (migration === null) {
        const what = 'Nothing differs: the migrations build what the schema says.'
        return {
          ok: true,
          what,
          next: 'Change the schema first; --data writes an empty migration.',
          undo: null,
        }
      }
      if (!done.ok) {
        const { failure } = done
        const next = `Put the SQL above into migrations/${migration.name}/migration.sql by hand.`
        return { ok: false, what: failure.what, next, undo: null, failure }
      }
      if (dryRun) {
        const next = 'headgate create, without --dry-run, writes it.'
        return { ok: true, what: `Nothing was written: it would be ${migration.name}.`, next, undo: null }
      }
      const fill = kind === 'data' ? 'Write its SQL, then: ' : 'Look it over, then: '
      const next = `${fill}headgate plan shows what it would do to the database.`
      return {
        ok: true,
        what: `Written: ${migration.name}/migration.sql, in the migrations folder.`,
        next,
        undo: `Delete the folder ${migration.name}; it is deployed nowhere.`,
      }
    }
  },
}
