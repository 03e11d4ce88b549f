import { driftAnswer } from '../../domain/answers/drift-answer'
import { fail, ok, type Result } from '../../domain/failure'
import type { Outcome } from '../../domain/outcome'
import type { IgnoredDrift } from '../../domain/resolution'
import { suggest } from '../../domain/suggest'
import { count } from '../../domain/verdict'
import { readLedger } from '../../engines/prisma/ledger'
import { selected } from '../../resolutions/schema/selection'
import type { DatabaseCommand } from '../command'
import { driftText } from '../drift/drift-text'
import { ignoredFile, readIgnored, writeIgnored } from '../drift/ignored'
import { type MeasuredDrift, measureDrift } from '../drift/measure'
import { exitCodes } from '../exit-codes'
import { whoIsHere } from '../journal-process'
import { labelOf } from '../label'

export const drift: DatabaseCommand<typeof driftAnswer> = {
  name: 'drift',
  summary: 'how the live schema differs from what its applied migrations build',
  usage: '[--ignore KEY --reason TEXT] [--inventory]',
  details: `Replays the applied history on a shadow database and compares object by object: tables, columns, constraints,
indexes, functions, triggers, policies, views, grants, extensions. + is there and not expected, − is expected and not
there, ~ is another one. Writes nothing to the database. Exit code 0: no drift; 3: drift, or it could not be compared.

--ignore leaves a difference as it is, with a reason, in .headgate-drift.json beside the migrations folder, to be
committed; a table that is not expected stays with its parts. It binds to both definitions: when either changes, it is
drift again.

headgate resolve shows how to adopt drift as a migration, or to take it back by one. --inventory lists what a Prisma
schema cannot express (checks, partial indexes, triggers, policies, views…), whether it drifted or not.`,
  options: {
    ignore: {
      type: 'string',
      multiple: true,
      value: 'KEY',
      help: 'leave this difference as it is (may be repeated)',
    },
    reason: { type: 'string', value: 'TEXT', help: 'why; --ignore wants it' },
    inventory: { type: 'boolean', help: 'list what a Prisma schema cannot express and this database has' },
  },
  needsDatabase: true,
  answer: driftAnswer,
  async run(local, { values }) {
    const keys = Array.isArray(values.ignore) ? values.ignore.map(String) : []
    const reason = typeof values.reason === 'string' ? values.reason.trim() : ''
    if (keys.length > 0 && reason === '') return fail('usage_wrong', '--ignore wants a --reason.')
    if (keys.length === 0 && values.reason !== undefined)
      return fail('usage_wrong', '--reason goes with --ignore.')
    const opened = await local.database.open(local.url, { applicationName: 'headgate drift' })
    if (!opened.ok) return opened
    const live = opened.value
    try {
      const before = await readIgnored(local.project)
      if (!before.ok) return before
      const { rows } = await readLedger(live)
      const first = await measureDrift(local, live, rows, before.value)
      const entries = await ignore(first)
      if (!entries.ok) return entries
      const { judgeDrift } = await import('../../domain/judge-drift')
      const ignored = entries.value
      const state =
        keys.length === 0 ? first.drift : { ...first.drift, ...judgeDrift(first.changes, ignored) }
      const outcome = outcomeOf({ ...first, drift: state }, keys)
      const definitions = new Map(state.objects?.map((object) => [object.key, object.definitions]))
      const answer = {
        ok: true as const,
        command: 'drift' as const,
        database: labelOf(local),
        project: local.projectDir,
        drift: state,
        changes: first.changes,
        ignored: ignored.map((entry) => ({
          ...entry,
          stale: state.state !== 'unknown' && definitions.get(entry.key) !== entry.definitions,
        })),
        ignoredFile: ignored.length > 0 ? ignoredFile(local.project) : null,
        written: keys,
        inventory: values.inventory === true ? await listHidden(first) : null,
        outcome,
        next: outcome.next,
      }
      return ok({
        exit: state.state === 'none' ? exitCodes.ok : exitCodes.attention,
        answer,
        text: (paint) => driftText(answer, paint),
      })
    } finally {
      await live.close()
    }

    async function ignore({ drift: measured, changes }: MeasuredDrift): Promise<Result<IgnoredDrift[]>> {
      const objects = measured.objects ?? []
      for (const key of keys) {
        if (objects.some((object) => object.key === key)) continue
        const near = suggest(
          key,
          objects.map((object) => object.key),
        )
        const why = measured.state === 'unknown' ? ` ${measured.details.join(' ')}` : ''
        return fail('usage_wrong', `${key} does not differ.${near ? ` Did you mean ${near}?` : ''}${why}`)
      }
      // A table that comes or goes stays with its parts: without them, taking the drift back would empty it.
      const meant = new Set(keys.length === 0 ? [] : selected(changes, keys).map(({ key }) => key))
      const at = local.clock.now().toISOString()
      for (const { key, definitions } of objects.filter((object) => meant.has(object.key))) {
        const entry = { key, definitions, reason, by: whoIsHere(), at }
        const written = await writeIgnored(local.project, entry)
        if (!written.ok) return written
      }
      return await readIgnored(local.project)
    }
  },
}

/** What would vanish unseen if only the Prisma schema were looked at. */
async function listHidden({ live, changes }: MeasuredDrift) {
  const { hiddenObjects } = await import('../../domain/inventory')
  const drifted = new Set(changes.map(({ key }) => key))
  // Every database is created with it.
  const own = hiddenObjects(live).filter(({ key }) => key !== 'extension:plpgsql' || drifted.has(key))
  return own.map(({ key, kind, name, why }) => {
    return { key, kind, name, why: why ?? kind, drifted: drifted.has(key) }
  })
}

function outcomeOf({ drift: { state, details, objects } }: MeasuredDrift, written: string[]): Outcome {
  const undo = written.length > 0 ? 'Remove the entry from the file that is named here.' : null
  const left = (objects ?? []).filter((object) => object.ignored).length
  const ignored = left > 0 ? ` ${count(left, 'difference is', 'differences are')} ignored.` : ''
  if (state === 'none') {
    const next = written.length > 0 ? 'Commit the file that is named here.' : 'Nothing.'
    return { ok: true, what: `The live schema is what its migrations build.${ignored}`, next, undo }
  }
  if (state === 'unknown')
    return { ok: false, what: 'Whether the schema has drifted is not known.', next: 'headgate status', undo }
  const what = `The live schema has drifted: ${count(details.length, 'object differs', 'objects differ')}.${ignored}`
  const next =
    'headgate resolve shows how to adopt it or take it back; headgate drift --ignore KEY leaves it.'
  return { ok: false, what, next, undo }
}
