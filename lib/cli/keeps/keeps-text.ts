import { fail, ok, type Result } from '../../domain/failure'
import type { KeptCopy } from '../../domain/kept-data'
import { listNames } from '../../domain/list-names'
import type { Outcome } from '../../domain/outcome'
import { sizeWords } from '../../domain/size-words'
import { count } from '../../domain/verdict'
import type { Paint } from '../paint'

const words: Record<KeptCopy['state'], string> = {
  kept: 'kept',
  putting_back: 'being put back',
  put_back: 'put back by a rollback',
}

/** One copy in two lines. */
export function copyLines(copy: KeptCopy, paint: Paint): string[] {
  const { id, table, columns, whole, rows, bytes, state, because, keptAt, expiresAt, keptBy } = copy
  const what = whole ? table : `${table} (${listNames(columns)})`
  const size = bytes === null ? 'gone' : sizeWords(bytes)
  const facts = [count(rows, 'row', 'rows'), size, because, `${keptAt} by ${keptBy}`, `until ${expiresAt}`]
  return [
    `${paint.bold(id.slice(0, 8))}  ${what}  ${words[state]}`,
    paint.dim(`          ${facts.join(' · ')}`),
  ]
}

/**
 * The copies that are to be purged: those that are named, and those whose time is over where that was asked for. What is
 * being put back is refused, and passed over among the expired: that rollback is ended first.
 */
export function chooseCopies(
  all: KeptCopy[],
  { purge, expired }: Record<string, unknown>,
  now: Date,
): Result<KeptCopy[]> {
  const chosen = new Set(
    expired === true
      ? all.filter(
          ({ state, expiresAt }) => state !== 'putting_back' && Date.parse(expiresAt) <= now.getTime(),
        )
      : [],
  )
  for (const id of Array.isArray(purge) ? purge : []) {
    const found = all.filter((copy) => copy.id.startsWith(String(id)))
    if (found.length !== 1) {
      const why =
        found.length === 0
          ? `Nothing is kept under “${id}”.`
          : `“${id}” begins the ids of ${found.length} copies.`
      return fail('usage_wrong', why, { next: 'headgate keeps lists them.' })
    }
    const busy = found.find(({ state }) => state === 'putting_back')
    if (busy) return fail('stale_state', `${busy.table} is being put back: end that rollback first.`)
    for (const copy of found) chosen.add(copy)
  }
  return ok([...chosen])
}

export function listedOutcome(all: KeptCopy[], expired: boolean): Outcome {
  if (all.length === 0)
    return { ok: true, what: 'Nothing is kept in this database.', next: 'Nothing.', undo: null }
  const bytes = all.reduce((sum, copy) => sum + (copy.bytes ?? 0), 0)
  const none = expired ? ' None of them has expired.' : ''
  const what = `${count(all.length, 'copy is', 'copies are')} kept in this database: ${sizeWords(bytes)}.${none}`
  const waits = all.some(({ state }) => state !== 'put_back')
  const back = waits ? 'headgate rollback puts them back' : 'All of it was put back: no rollback needs it'
  const next = `${back}; headgate keeps --purge ID drops one.`
  return { ok: true, what, next, undo: null }
}

export function purgedOutcome(purged: KeptCopy[]): Outcome {
  const bytes = purged.reduce((sum, copy) => sum + (copy.bytes ?? 0), 0)
  const what = `${count(purged.length, 'copy was', 'copies were')} purged: ${sizeWords(bytes)}.`
  const needed = purged.some(({ state }) => state !== 'put_back')
  const next = needed
    ? 'A rollback of those deploys now gives back the schema without these values.'
    : 'Nothing: it was put back before, and no rollback needs it.'
  return { ok: true, what, next, undo: null }
}
