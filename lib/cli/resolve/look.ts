import type { ConnectedLocal } from '../../composition/local'
import { ok, type Result } from '../../domain/failure'
import type { GateMark } from '../../domain/mark'
import type { Diagnosis } from '../../domain/resolution'
import type { CapturedRevision } from '../../projects/source'
import { diagnose } from '../../resolutions/diagnose'
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
  const ignored = await readIgnored(project)
  if (!ignored.ok) return ignored
  const { url, shadowUrl, past } = local
  const diagnosed = await diagnose(local.planning, {
    url,
    shadowUrl,
    revision: project,
    past,
    ignored: ignored.value,
  })
  return diagnosed.ok ? ok({ diagnosis: diagnosed.value, gate: before.value }) : diagnosed
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
