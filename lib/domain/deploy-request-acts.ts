import type { Act } from './act'
import {
  type DeployRequestState,
  deployRequestMove,
  deployRequestSentence,
} from './deploy-request-transition'
import type { DeployRequestView } from './deploy-request-view'
import type { Gate } from './gate'
import { type Actor, mayDo, type Permission } from './permission'
import type { EnvironmentKind } from './policy'

interface Situation {
  viewer: Pick<Actor, 'id' | 'role'>
  state: DeployRequestState
  kind: EnvironmentKind
  openedById: string
  authorId: string | null
  hasPlan: boolean
  gate: Gate
  /** The viewer's approval of this plan counts already. */
  approved: boolean
  /** A run that can be taken back. */
  deployed: boolean
}

const yes: Act = { allowed: true, because: null }
const no = (because: string): Act => ({ allowed: false, because })

/** What the viewer can do with a deploy request now; every refusal says why. The operations check again. */
export function deployRequestActs(situation: Situation): DeployRequestView['acts'] {
  const { viewer, state, kind, hasPlan } = situation
  const may = (permission: Permission, ...more: (string | null)[]) => decide(viewer, permission, more)
  const notOpen = state === 'open' ? null : deployRequestSentence(state, 'This deploy request')
  const noPlan = hasPlan ? null : 'There is no plan yet.'
  const deployPermission =
    kind === 'production' ? 'deploy-request.deploy-production' : 'deploy-request.deploy'
  return {
    approve: may('deploy-request.review', notOpen, noPlan, ownWork(situation), approvedWords(situation)),
    requestChanges: may('deploy-request.review', notOpen, noPlan),
    comment: may('deploy-request.comment'),
    deploy: may(deployPermission, notOpen, noPlan, closedGate(situation.gate)),
    refresh: may('deploy-request.refresh', unlessMove(state, 'open')),
    close: may('deploy-request.close', unlessMove(state, 'closed')),
    makeSafe: may('deploy-request.open', notOpen, noPlan),
    rehearse: may('rehearsal.run', notOpen, noPlan, unrehearsable(situation.gate)),
    acceptFinding: may('finding.accept', notOpen, noPlan),
    rollBack: may(
      'rollback.preview',
      situation.deployed ? null : 'Nothing was deployed that could be taken back.',
    ),
  }
}

function decide(viewer: Pick<Actor, 'role'>, permission: Permission, reasons: (string | null)[]): Act {
  const permitted = mayDo(viewer, permission)
  if (!permitted.ok) return no(permitted.failure.why)
  const reason = reasons.find((text) => text !== null)
  return reason ? no(reason) : yes
}

function unlessMove(from: DeployRequestState, to: DeployRequestState): string | null {
  return from === to || deployRequestMove(from, to)
    ? null
    : deployRequestSentence(from, 'This deploy request')
}

function ownWork({ viewer, openedById, authorId }: Situation): string | null {
  if (viewer.id === openedById) return 'You opened it: somebody else approves.'
  return viewer.id === authorId ? 'You brought its migrations in: somebody else approves.' : null
}

function approvedWords({ approved }: Situation): string | null {
  return approved ? 'You approved this plan.' : null
}

/** Of what closes a gate, only what a copy cannot get around. */
function unrehearsable({ blockers }: Gate): string | null {
  const codes = ['plan_outdated', 'run_in_progress', 'environment_unreachable', 'pooler']
  const blocker = blockers.find(({ code }) => codes.includes(code))
  return blocker ? `${blocker.what} ${blocker.cure}` : null
}

function closedGate(gate: Gate): string | null {
  if (gate.open) return null
  const [first, ...others] = gate.blockers
  if (!first) return 'The gate is closed.'
  return others.length === 0 ? first.what : `${first.what} And ${others.length} more.`
}
