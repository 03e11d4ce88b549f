import type { AnalysedStatement } from './analysis'
import { durationWords } from './duration-words'
import type { LockMode } from './finding'
import { lockModes } from './finding'
import type { Prediction } from './live-risk'
import type { PlannedMigration } from './plan'
import type { RehearsedStatement, SeenLock } from './rehearsal'
import { secondsWords } from './seconds-words'
import { shownName } from './shown-name'

/** What a rehearsal saw of one statement, and where the prediction was another. */
export interface SeenBeside {
  seen: RehearsedStatement
  /** `ACCESS EXCLUSIVE on orders`, of the locks that were new, with this statement or with the copying before it. */
  locks: string[]
  /** Tables that were written anew, as they are shown. */
  rewrites: string[]
  /** What was predicted otherwise, in words. Empty: nothing was, or nothing was predicted. */
  wrong: string[]
}

/** Below this a difference is the machine's, not the statement's. */
const noiseMs = 50

/** `AccessExclusiveLock` → `ACCESS EXCLUSIVE`. */
export function modeWords(mode: string): string {
  return mode
    .replace(/Lock$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase()
}

function strength(mode: string | undefined): number {
  return mode === undefined ? -1 : lockModes.indexOf(modeWords(mode) as LockMode)
}

/** Each statement of one migration, by its index, beside what was predicted of it. */
export function besidePredictions(
  migration: PlannedMigration,
  rehearsed: readonly RehearsedStatement[],
  analysed: readonly AnalysedStatement[],
  predictions: readonly Prediction[],
): Record<number, SeenBeside> {
  const found: Record<number, SeenBeside> = {}
  for (const segment of migration.segments) {
    const held = new Map<string, string>()
    for (const index of segment.statements) {
      const seen = rehearsed.find((each) => each.migration === migration.name && each.statement === index)
      if (!seen) continue
      for (const { table, mode } of [...(seen.heldBefore ?? []), ...seen.locks]) hold(held, table, mode)
      const rewrites = seen.rewrites.filter((name) => held.has(name) || seen.alone)
      const locks = [
        ...(seen.heldBefore ?? []).filter(({ mode }) => strength(mode) >= weakest),
        ...seen.locks,
      ]
      const said = analysed.find((each) => each.index === index)
      const prediction = predictions.find(
        (each) => each.migration === migration.name && each.statement === index,
      )
      const truncates = migration.statements[index]?.node === 'TruncateStmt'
      found[index] = {
        seen,
        locks: locks.map(({ table, mode }) => `${modeWords(mode)} on ${shownName(table)}`),
        rewrites: truncates ? [] : rewrites.map(shownName),
        wrong: seen.error
          ? []
          : [
              ...(said && !said.opaque ? wrongLocks(said, seen, held) : []),
              ...(said && !said.opaque && !truncates ? wrongRewrites(said, rewrites) : []),
              ...wrongTime(prediction, seen),
            ],
      }
    }
  }
  return found
}

function hold(held: Map<string, string>, table: string, mode: string): void {
  if (strength(mode) > strength(held.get(table))) held.set(table, mode)
}

const weakest = lockModes.indexOf('SHARE UPDATE EXCLUSIVE')
const blocking = lockModes.indexOf('SHARE')

/** Weak locks depend on rows: of them only those that others notice are compared. */
function wrongLocks(
  { locks }: AnalysedStatement,
  seen: RehearsedStatement,
  held: ReadonlyMap<string, string>,
): string[] {
  const said = locks.filter(({ kind, fresh }) => kind !== 'index' && kind !== 'sequence' && !fresh)
  const missing = said.filter(
    ({ relation, mode }) =>
      !seen.alone &&
      lockModes.indexOf(mode) >= weakest &&
      strength(held.get(relation)) < lockModes.indexOf(mode),
  )
  const more = seen.locks.filter(({ table, mode }) => {
    const predicted = said.find(({ relation }) => relation === table)
    return strength(mode) >= blocking && strength(mode) > (predicted ? lockModes.indexOf(predicted.mode) : -1)
  })
  return [
    ...missing.map(({ relation, mode }) => `${mode} on ${shownName(relation)} was predicted and not taken`),
    ...more.map(({ table, mode }) => `${modeWords(mode)} on ${shownName(table)} was not predicted`),
  ]
}

function wrongRewrites({ work }: AnalysedStatement, rewrites: readonly string[]): string[] {
  const said = new Set(
    work.filter(({ cost, fresh }) => cost === 'rewrite' && !fresh).map(({ table }) => table),
  )
  return [
    ...[...said]
      .filter((table) => !rewrites.includes(table))
      .map((table) => `a rewrite of ${shownName(table)} was predicted and not seen`),
    ...rewrites
      .filter((table) => !said.has(table))
      .map((table) => `the rewrite of ${shownName(table)} was not predicted`),
  ]
}

function wrongTime(prediction: Prediction | undefined, { durationMs }: RehearsedStatement): string[] {
  if (!prediction) return []
  const { lowSeconds, highSeconds } = prediction
  const said = `predicted was ${secondsWords(lowSeconds, highSeconds)}`
  const isLonger = durationMs > Math.max(noiseMs, highSeconds * 1_000)
  const isShorter = lowSeconds * 1_000 > noiseMs && durationMs < lowSeconds * 1_000
  return isLonger || isShorter ? [`it took ${durationWords(durationMs)}; ${said}`] : []
}

export interface HeldLock extends SeenLock {
  /** From the statement that took it to the end of its transaction. */
  ms: number
}

/** The lock that held others up for the longest: from where it was taken to the last statement of its transaction. */
export function longestLock(
  migrations: readonly PlannedMigration[],
  rehearsed: readonly RehearsedStatement[],
): HeldLock | null {
  let longest: HeldLock | null = null
  for (const migration of migrations) {
    for (const segment of migration.segments) {
      const ran = rehearsed.filter(
        (each) => each.migration === migration.name && segment.statements.includes(each.statement),
      )
      ran.forEach((statement, at) => {
        const rest = ran.slice(at).reduce((sum, { durationMs }) => sum + durationMs, 0)
        const since = rest + (statement.heldBeforeMs ?? 0)
        const locks = [
          ...(statement.heldBefore ?? []).map((lock) => ({ ...lock, ms: since })),
          ...statement.locks.map((lock) => ({ ...lock, ms: rest })),
        ]
        for (const lock of locks) {
          if (strength(lock.mode) >= blocking && lock.ms > (longest?.ms ?? -1)) longest = lock
        }
      })
    }
  }
  return longest
}
