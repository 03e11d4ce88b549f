import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Journal, StepChange, StepIntent } from '../domain/journal'
import type { RunState, StepKind } from '../domain/run'
import { JournalLines } from './journal-lines'
import { parseRun, type RecordedRun, type RunHead, type RunLine } from './journal-run'

/** A journal in a file: JSON lines, the first one says what the run is. */
export interface FileJournal extends Journal {
  /** How the run ended; null until then. */
  ended(): RunState | null
  /** Once nothing is written any more. */
  close(): Promise<void>
}

/** A run that has no end keeps this ending: what was stopped is found without reading what ended. */
export const runningEnding = '.running.jsonl'
export const endedEnding = '.jsonl'

/** Begins a run's file. It and the intents of whatever acts on the target survive a crash once they are resolved. */
export async function fileJournal(folder: string, head: RunHead): Promise<FileJournal> {
  const lines = await JournalLines.open(join(folder, `${head.runId}${runningEnding}`), 'ax')
  await lines.append(head, true)
  return journalOn(folder, head.runId, lines, [])
}

/** Goes on with the file of a run that was stopped. */
export async function openJournal(folder: string, run: RecordedRun): Promise<FileJournal> {
  const lines = await JournalLines.open(join(folder, `${run.head.runId}${runningEnding}`), 'a')
  const known = run.steps.map(({ position, kind }) => ({ position, kind }))
  return journalOn(folder, run.head.runId, lines, known)
}

/** Null: there is no such file, or it is none of a run. */
export async function readRun(folder: string, runId: string): Promise<RecordedRun | null> {
  const read = (ending: string) => readFile(join(folder, `${runId}${ending}`), 'utf8').catch(() => null)
  return parseRun((await read(runningEnding)) ?? (await read(endedEnding)) ?? '')
}

function journalOn(
  folder: string,
  runId: string,
  lines: JournalLines,
  known: { position: number; kind: StepKind }[],
): FileJournal {
  const kinds = new Map(known.map(({ position, kind }) => [position, kind]))
  let ended: RunState | null = null
  // The type knows nothing of unions that are spread.
  const write = (line: object, durable = false) =>
    lines.append({ at: new Date().toISOString(), ...line } as RunLine, durable)
  /** What is about to act on the target by itself. Statements of one transaction commit or vanish with it. */
  const isIntent = ({ position, state }: StepChange) =>
    state === 'running' && kinds.get(position) !== 'statement'
  const change = (changes: StepChange[], durable = changes.some(isIntent)) =>
    changes.length > 0 ? write({ event: 'change', changes }, durable) : Promise.resolve()

  return {
    runId,
    ended: () => ended,
    announce(steps: StepIntent[]) {
      for (const { position, kind } of steps) kinds.set(position, kind)
      return write({ event: 'announce', steps })
    },
    // One by one they are acts of their own, also those of a stepwise migration.
    start: (position, detail = {}) => change([{ position, state: 'running', detail }], true),
    finish: (position, state, detail = {}) => change([{ position, state, detail }]),
    record: (changes) => change(changes),
    note: (position, detail) => write({ event: 'note', position, detail }),
    log: (level, message, detail) => write({ event: 'log', level, message, ...(detail && { detail }) }),
    backend: (pid, startedAt) => write({ event: 'backend', pid, startedAt }, true),
    cancelAsked: async () => false,
    async end(state, outcome, effect) {
      await write({ event: 'end', state, outcome, effect }, true)
      ended = state
    },
    async close() {
      await lines.close()
      const path = join(folder, runId)
      if (ended) await rename(`${path}${runningEnding}`, `${path}${endedEnding}`)
    },
  }
}
