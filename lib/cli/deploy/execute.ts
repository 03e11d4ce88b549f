import { join } from 'node:path'
import type { ConnectedLocal } from '../../composition/local'
import { ok, type Result } from '../../domain/failure'
import type { Plan } from '../../domain/plan'
import { defaultPolicies } from '../../domain/policy'
import { executeDeploy } from '../../runs/execute-deploy'
import { snapshotBeforeDeploy } from '../../runs/execute-snapshot'
import type { Invocation } from '../command'
import type { Guards } from '../guards'
import { whoIsHere } from '../journal-process'
import { labelOf } from '../label'
import { type RanHere, runFromHere } from '../run-here'
import { fileSnapshotRecord, type KeptSnapshot } from './snapshot-record'

export interface DeployOrder {
  plan: Plan
  guards: Guards
  takesSnapshot: boolean
  /** The reason for passing the gate; null: there is none to pass. */
  bypass: string | null
}

export interface Deployed extends RanHere {
  snapshot: KeptSnapshot | null
}

/** Deploys as the server does, but for its gate. Fails as `runFromHere`, before anything is executed. */
export async function deployFromHere(
  local: ConnectedLocal,
  { plan, guards, takesSnapshot, bypass }: DeployOrder,
  invocation: Pick<Invocation, 'terminal' | 'signal' | 'acts'>,
): Promise<Result<Deployed>> {
  const record = fileSnapshotRecord(join(local.cacheDir, 'snapshots'), labelOf(local))
  const snapshots = takesSnapshot ? await local.snapshots() : null
  const migrations = plan.migrations.map(({ name }) => name)
  const ran = await runFromHere(
    local,
    { kind: 'deploy', migrations, bypass, work: { kind: 'deploy', plan } },
    invocation,
    (ports, target) =>
      executeDeploy(
        {
          plan,
          target,
          policy: { ...defaultPolicies.development, ...guards },
          approvedFiles: local.project.migrations,
          keptBy: whoIsHere(),
          ...(snapshots && {
            takeSnapshot: (note) =>
              snapshotBeforeDeploy({ target, wanted: 'auto', ...snapshots, record }, ports, note),
          }),
        },
        ports,
      ),
  )
  return ran.ok ? ok({ ...ran.value, snapshot: record.kept() }) : ran
}
