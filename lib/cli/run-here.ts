import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { ConnectedLocal } from '../composition/local'
import { DatabaseError, type Identity } from '../databases/database'
import { fail, ok, type Result } from '../domain/failure'
import type { TerminalMark } from '../domain/mark'
import type { RunEnd, RunPorts, RunTarget } from '../runs/ports'
import type { StoppedWork } from '../runs/recover'
import type { Invocation } from './command'
import { progressJournal } from './deploy/progress-journal'
import { passGate, readGate } from './gate'
import { endedEnding, fileJournal } from './journal'
import { forgetOldRuns, runFolder } from './journal-folder'
import { thisProcess, whoIsHere } from './journal-process'
import { labelOf } from './label'

export interface WorkHere {
  kind: TerminalMark['kind']
  migrations: string[]
  /** The reason for passing the gate; null: there is none to pass. */
  bypass: string | null
  /** What recovery needs, should this process be killed. */
  work: StoppedWork
  /** False for what changes files alone: the database is then left without a mark. */
  marks?: boolean
}

export interface RanHere {
  id: string
  end: RunEnd
  /** The file of its journal. */
  journal: string
  durationMs: number
}

/**
 * Executes something on the database from this terminal: with its journal in a file, and a mark in the database that
 * tells a server's timeline. Fails before anything is executed where a server has begun to guard the database since
 * somebody was asked (`gated`), where the mark is owed and cannot be left, or the journal cannot be written.
 */
export async function runFromHere(
  local: ConnectedLocal,
  { kind, migrations, bypass, work, marks = true }: WorkHere,
  { terminal, signal, acts }: Pick<Invocation, 'terminal' | 'signal' | 'acts'>,
  execute: (ports: RunPorts, target: RunTarget) => Promise<RunEnd>,
): Promise<Result<RanHere>> {
  acts()
  const id = randomUUID()
  const started = local.clock.now()
  const startedAt = started.toISOString()
  const who = whoIsHere()
  const mark: TerminalMark = { id, kind, startedAt, endedAt: null, who, migrations, state: 'running', bypass }
  const marked = await leaveMark(local, mark, { writes: marks, owed: bypass !== null })
  if (!marked.ok) return marked
  const { systemIdentifier, databaseOid } = marked.value
  const database = { systemIdentifier, databaseOid, label: labelOf(local) }
  const folder = await runFolder(local)
  const head = { startedAt, who, migrations, bypass, database, process: thisProcess(), work }
  const journal = await fileJournal(folder, { format: 1, runId: id, kind, ...head })
  const progress = terminal.progress()
  try {
    const ports = {
      database: local.database,
      journal: progressJournal(journal, progress),
      clock: local.clock,
    }
    const end = await execute({ ...ports, signal }, { url: local.url, identity: marked.value })
    const ended = local.clock.now()
    const last = { ...mark, endedAt: ended.toISOString(), state: end.state }
    if (marks) await leaveMark(local, last, { writes: true, owed: false })
    const durationMs = ended.getTime() - started.getTime()
    return ok({ id, end, journal: join(folder, `${id}${endedEnding}`), durationMs })
  } finally {
    progress.clear()
    await journal.close()
    await forgetOldRuns(folder)
  }
}

/** The mark is a courtesy to servers, so that missing rights stop nothing; where a gate is passed it is the price. */
async function leaveMark(
  local: ConnectedLocal,
  mark: TerminalMark,
  { writes, owed }: { writes: boolean; owed: boolean },
): Promise<Result<Identity>> {
  const opened = await local.database.open(local.url, { applicationName: 'headgate mark' })
  if (!opened.ok) return opened
  const session = opened.value
  try {
    if (writes && mark.endedAt === null && mark.bypass === null) {
      const passed = passGate(await readGate(local, session), null)
      if (!passed.ok) return passed
    }
    if (writes) await local.database.writeTerminalMark(session, mark)
    return ok(session.identity)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    if (!owed) return ok(session.identity)
    const why = `Passing the gate leaves a mark in the database, and that could not be written: ${error.message}.`
    return fail('rights_missing', why)
  } finally {
    await session.close()
  }
}
