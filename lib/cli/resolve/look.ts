import type { ConnectedLocal } from '../../composition/local'
import { ok, type Result } from '../../domain/failure'
import type { GateMark } from '../../domain/mark'
import type { Diagnosis } from '../../domain/resolution'
import type { CapturedRevision } from '../../projects/source'
import { diagnose } from '../../resolutions/diagnose'
import type { HistoryQuestion } from '../../resolutions/situation'
import { readIgnored } from '../drift/ignored'
import { settleRuns } from '../settle-runs'
import type { Terminal } from '../terminal'

export interface Looked {
  diagnosis: Diagnosis
  gate: GateMark | null
}

/** Settles what killed runs left, then works out every trouble with its ways. Fails as diagnosing does. */
export async function lookForTroubles(
  local: ConnectedLocal,
  project: CapturedRevision,
  terminal: Pick<Terminal, 'log'>,
): Promise<Result<Looked>> {
  const before = await readMarks(local, terminal)
  if (!before.ok) return before
  const question = await questionOf(local, project)
  if (!question.ok) return question
  const diagnosed = await diagnose(local.planning, question.value)
  return diagnosed.ok ? ok({ diagnosis: diagnosed.value, gate: before.value }) : diagnosed
}

/** What to hold the database against. Fails where the file of ignored drift is broken. */
export async function questionOf(
  { url, shadowUrl, past }: ConnectedLocal,
  project: CapturedRevision,
): Promise<Result<HistoryQuestion>> {
  const ignored = await readIgnored(project)
  return ignored.ok ? ok({ url, shadowUrl, revision: project, past, ignored: ignored.value }) : ignored
}

async function readMarks(
  local: ConnectedLocal,
  terminal: Pick<Terminal, 'log'>,
): Promise<Result<GateMark | null>> {
  const opened = await local.database.open(local.url, { applicationName: 'headgate resolve' })
  if (!opened.ok) return opened
  try {
    const settled = await settleRuns(local, opened.value, terminal)
    return settled.ok ? ok((await local.database.readMarks(opened.value)).gate) : settled
  } finally {
    await opened.value.close()
  }
}
