import type { z } from 'zod'
import type { ConnectedLocal } from '../../composition/local'
import { type RecordedSnapshot, snapshotAnswer } from '../../domain/answers/snapshot-answer'
import { countOf } from '../../domain/count-words'
import { durationWords } from '../../domain/duration-words'
import { fail, ok, type Result } from '../../domain/failure'
import type { Outcome } from '../../domain/outcome'
import type { SnapshotChoice } from '../../domain/snapshot'
import { agree } from '../agree'
import type { Answered, DatabaseCommand, Invocation } from '../command'
import { endWords } from '../end-words'
import { exitCodes } from '../exit-codes'
import { labelOf } from '../label'
import type { Paint } from '../paint'
import { deleteHere, recordsFolder, restoreHere, takeHere, verifyHere } from '../snapshot/acts'
import { pickSnapshot, type Recorded, recordedSnapshots, shownSnapshot } from '../snapshot/recorded'
import { listText } from '../snapshot/snapshot-text'

const acts = ['list', 'take', 'verify', 'restore', 'delete'] as const
type SnapshotAct = (typeof acts)[number]

export const snapshot: DatabaseCommand<typeof snapshotAnswer> = {
  name: 'snapshot',
  summary: 'take a snapshot and prove that it restores; list, verify, restore beside, delete',
  usage: '[list | take | verify ID | restore ID --as NAME | delete ID]',
  details: `take counts only when the snapshot was restored into a scratch database and every table compared with the one that it
was taken from, by count and hash. verify does that once more: files rot. restore makes a new database beside the live
one and compares it; nothing else is touched. delete removes its files, or its database.

Snapshots that headgate deploy --snapshot took are among them. ID is as much of an id as tells it from the others.`,
  options: {
    method: {
      type: 'string',
      value: 'METHOD',
      help: 'take: dump or clone; default: the first that fits',
    },
    as: { type: 'string', value: 'NAME', help: 'restore: what the new database is called' },
    yes: { type: 'boolean', short: 'y', help: 'do not ask' },
    all: { type: 'boolean', help: 'list: of every database, not just of the one that is named' },
  },
  positionals: { least: 0, most: 2, names: 'list, take, verify ID, restore ID or delete ID' },
  startsProject: true,
  needsDatabase: true,
  answer: snapshotAnswer,
  async run(local, invocation) {
    const [word = 'list', id] = invocation.positionals
    const act = acts.find((each) => each === word)
    if (!act) return fail('usage_wrong', `“${word}” is none of ${acts.join(', ')}.`, { next: help })
    if (act === 'list') return ok(await list(local, invocation))
    if (act === 'take') return await take(local, invocation)
    if (id === undefined)
      return fail('usage_wrong', `Which one? headgate snapshot ${act} ID.`, { next: help })
    const picked = pickSnapshot(await recordedSnapshots(recordsFolder(local)), id)
    if (!picked.ok) return picked
    if (act === 'verify') return await verify(local, invocation, picked.value)
    if (act === 'restore') return await restore(local, invocation, picked.value)
    return await remove(local, invocation, picked.value)
  },
}

const help = 'headgate snapshot --help'

async function list(local: ConnectedLocal, { values }: Invocation) {
  const label = labelOf(local)
  const all = await recordedSnapshots(recordsFolder(local))
  const shown = values.all === true ? all : all.filter(({ database }) => database === label)
  const of = values.all === true ? 'this machine' : label
  const what =
    shown.length === 0
      ? `No terminal here took a snapshot of ${of}.`
      : `${countOf(shown.length, 'snapshot')} of ${of}.`
  const next =
    shown.length === 0
      ? 'headgate snapshot take takes one.'
      : 'headgate snapshot restore ID --as NAME looks inside one.'
  return answered(local, 'list', shown, { ok: true, what, next, undo: null }, null, (paint) =>
    listText(shown.map(shownSnapshot), paint),
  )
}

async function take(local: ConnectedLocal, { values, terminal, signal, acts }: Invocation) {
  const wanted = choiceOf(values.method)
  if (!wanted.ok) return wanted
  acts()
  const taken = await drawn(terminal, (progress) => takeHere(local, wanted.value, progress, signal))
  if (!taken.ok) return taken
  const { restoreMs } = taken.value
  const what = `The snapshot was taken (${taken.value.method}) and gave back every table${restoreMs === null ? '' : ` in ${durationWords(restoreMs)}`}.`
  const undo = `headgate snapshot delete ${shortId(taken.value)}`
  const next = `headgate snapshot restore ${shortId(taken.value)} --as NAME restores it beside the live database.`
  return ok(answered(local, 'take', [taken.value], { ok: true, what, next, undo }))
}

async function verify(local: ConnectedLocal, { terminal, signal, acts }: Invocation, recorded: Recorded) {
  acts()
  const verified = await drawn(terminal, (progress) => verifyHere(local, recorded, progress, signal))
  if (!verified.ok) return verified
  const what = `It was restored into a scratch database in ${durationWords(verified.value.restoreMs ?? 0)}, and every table has its rows.`
  return ok(answered(local, 'verify', [verified.value], { ok: true, what, next: 'Nothing.', undo: null }))
}

async function restore(local: ConnectedLocal, invocation: Invocation, recorded: Recorded) {
  const { values, terminal, signal } = invocation
  const name = values.as
  if (typeof name !== 'string')
    return fail('usage_wrong', 'What shall the new database be called? --as NAME.', { next: help })
  invocation.acts()
  const restored = await drawn(terminal, (progress) => restoreHere(local, recorded, name, progress, signal))
  if (!restored.ok) return restored
  const what = `The snapshot is restored as the database ${name}, in ${durationWords(restored.value.restoreMs)}, and every table has its rows. The live database was not touched.`
  const next = `Connect to ${name} on the same server to look inside.`
  const undo = `DROP DATABASE, when nobody needs ${name} any more.`
  const outcome = { ok: true, what, next, undo }
  return ok(
    answered(local, 'restore', [recorded], outcome, { database: name, restoreMs: restored.value.restoreMs }),
  )
}

async function remove(local: ConnectedLocal, invocation: Invocation, recorded: Recorded) {
  const agreed = await agree(
    {
      command: `snapshot delete ${shortId(recorded)}`,
      act: `This would delete a snapshot of ${recorded.database}`,
      show: listText([shownSnapshot(recorded)], invocation.terminal.paint),
      question: 'Delete this snapshot?',
      losses: [],
    },
    invocation,
  )
  if (!agreed.ok) return agreed
  if (!agreed.value) {
    const outcome = {
      ok: false,
      what: 'Nothing was deleted: the answer was no.',
      next: 'Nothing.',
      undo: null,
    }
    return ok({ ...answered(local, 'delete', [recorded], outcome), exit: exitCodes.error })
  }
  invocation.acts()
  const removed = await deleteHere(local, recorded)
  if (!removed.ok) return removed
  const what = `The snapshot of ${recorded.database} is deleted.`
  return ok(answered(local, 'delete', [recorded], { ok: true, what, next: 'Nothing.', undo: null }))
}

function choiceOf(method: unknown): Result<SnapshotChoice> {
  if (method === undefined) return ok('auto')
  if (method === 'dump' || method === 'clone') return ok(method)
  return fail('usage_wrong', `--method: ${method} is neither dump nor clone.`, { next: help })
}

function shortId({ id }: RecordedSnapshot): string {
  return id.slice(0, 8)
}

async function drawn<T>(
  terminal: Invocation['terminal'],
  work: (progress: (done: number, of: number | null, unit: string, note?: string) => void) => Promise<T>,
): Promise<T> {
  const line = terminal.progress()
  try {
    return await work((done, of, unit, note) => line.show(done, of, note ? `${unit}: ${note}` : unit))
  } finally {
    line.clear()
  }
}

function answered(
  local: ConnectedLocal,
  act: SnapshotAct,
  recorded: Recorded[],
  outcome: Outcome,
  restored: { database: string; restoreMs: number } | null = null,
  more: (paint: Paint) => string[] = () => [],
): Answered<z.input<typeof snapshotAnswer>> {
  const shown = recorded.map(shownSnapshot)
  const answer = {
    ok: outcome.ok,
    command: 'snapshot' as const,
    act,
    database: labelOf(local),
    snapshots: shown,
    restored,
    outcome,
    next: outcome.next,
  }
  return {
    exit: exitCodes.ok,
    answer,
    text: (paint) => [paint.bold(outcome.what), ...more(paint), ...endWords(outcome, paint)].join('\n'),
  }
}
