import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { ConnectedLocal } from '../../composition/local'
import { DatabaseError, type Identity } from '../../databases/database'
import { fail, ok, type Result } from '../../domain/failure'
import type { TerminalMark } from '../../domain/mark'
import type { Plan } from '../../domain/plan'
import { defaultPolicies, type Policy } from '../../domain/policy'
import { executeDeploy } from '../../runs/execute-deploy'
import { snapshotBeforeDeploy } from '../../runs/execute-snapshot'
import type { RunEnd } from '../../runs/ports'
import type { Guards } from '../guards'
import { endedEnding, fileJournal } from '../journal'
import { forgetOldRuns, runFolder } from '../journal-folder'
import { thisProcess, whoIsHere } from '../journal-process'
import { recoverRuns } from '../journal-recover'
import { labelOf } from '../label'
import type { Terminal } from '../terminal'
import { progressJournal } from './progress-journal'
import { fileSnapshotRecord, type KeptSnapshot } from './snapshot-record'

export interface DeployOrder {
  plan: Plan
  guards: Guards
  takesSnapshot: boolean
  /** The reason for passing the gate; null: there is none to pass. */
  bypass: string | null
}

export interface Deployed {
  id: string
  end: RunEnd
  journal: string
  durationMs: number
  snapshot: KeptSnapshot | null
}

/**
 * Deploys as the server does, with the journal in a file and a mark in the database that tells a server's timeline what
 * was done from here. Fails before anything is executed where the mark cannot be left or the journal not be written.
 */
export async function deployFromHere(
  local: ConnectedLocal,
  { plan, guards, takesSnapshot, bypass }: DeployOrder,
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
): Promise<Result<Deployed>> {
  const id = randomUUID()
  const startedAt = local.clock.now()
  const mark: TerminalMark = {
    id,
    kind: 'deploy',
    startedAt: startedAt.toISOString(),
    endedAt: null,
    who: whoIsHere(),
    migrations: plan.migrations.map(({ name }) => name),
    state: 'running',
    bypass,
  }
  const marked = await leaveMark(local, mark, bypass !== null)
  if (!marked.ok) return marked
  const folder = await runFolder(local)
  const { systemIdentifier, databaseOid } = marked.value
  const journal = await fileJournal(folder, {
    format: 1,
    runId: id,
    kind: 'deploy',
    startedAt: mark.startedAt,
    who: mark.who,
    migrations: mark.migrations,
    bypass,
    database: { systemIdentifier, databaseOid, label: labelOf(local) },
    process: thisProcess(),
    work: { kind: 'deploy', plan },
  })
  const progress = terminal.progress()
  const ports = {
    database: local.database,
    journal: progressJournal(journal, progress),
    clock: local.clock,
    signal,
  }
  const record = fileSnapshotRecord(join(local.cacheDir, 'snapshots'), labelOf(local))
  const target = { url: local.url, identity: marked.value }
  const policy: Policy = { ...defaultPolicies.development, ...guards }
  try {
    const { methods, parts } = takesSnapshot ? await local.snapshots() : { methods: [], parts: null }
    const end = await executeDeploy(
      {
        plan,
        target,
        policy,
        approvedFiles: local.project.migrations,
        ...(parts && {
          takeSnapshot: (note) =>
            snapshotBeforeDeploy({ target, wanted: 'auto', methods, parts, record }, ports, note),
        }),
      },
      ports,
    )
    const endedAt = local.clock.now()
    await leaveMark(local, { ...mark, endedAt: endedAt.toISOString(), state: end.state }, false)
    const durationMs = endedAt.getTime() - startedAt.getTime()
    return ok({ id, end, journal: join(folder, `${id}${endedEnding}`), durationMs, snapshot: record.kept() })
  } finally {
    progress.clear()
    await journal.close()
    await forgetOldRuns(folder)
  }
}

/**
 * What a killed run left open is settled first. The mark is a courtesy to servers, so that missing rights for it stop no deploy; where a gate is passed it must be
 * there, since that is what passing it costs.
 */
async function leaveMark(
  local: ConnectedLocal,
  mark: TerminalMark,
  required: boolean,
): Promise<Result<Identity>> {
  const opened = await local.database.open(local.url, { applicationName: 'headgate mark' })
  if (!opened.ok) return opened
  const session = opened.value
  try {
    const recovered = mark.endedAt === null ? await recoverRuns(local, session) : ok([])
    if (!recovered.ok) return recovered
    await local.database.writeTerminalMark(session, mark)
    return ok(session.identity)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    if (!required) return ok(session.identity)
    const why = `Passing the gate leaves a mark in the database, and that could not be written: ${error.message}.`
    return fail('rights_missing', why)
  } finally {
    await session.close()
  }
}
