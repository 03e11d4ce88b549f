import type { DeployRequestState } from './deploy-request-transition'
import type { Blocker, Gate } from './gate'
import { describeStanding, judgeStanding } from './gate-findings'
import type { Acceptance } from './judge-findings'
import { judgeRehearsal, type RehearsalFact } from './judge-rehearsal'
import type { ProbeChange } from './live-risk'
import type { Evidence, PlanChange } from './plan'
import type { Policy } from './policy'
import { type Reviewed, standingReviews } from './standing-reviews'

export interface SnapshotFact {
  method: string
  verified: boolean
  /** A person vouched for it; Headgate cannot verify it. */
  confirmedBy: string | null
  takenAt: Date
}

/** Everything the gate depends on, gathered before; judging it is pure. */
export interface GateFacts extends Reviewed {
  now: Date
  state: DeployRequestState
  policy: Policy
  evidence: Evidence
  /** Of this plan, by people who may still accept. */
  acceptances: Acceptance[]
  /** What the live database answers otherwise now than when the evidence was gathered. */
  evidenceChanges: ProbeChange[]
  newestSnapshot: SnapshotFact | null
  /** The newest of this plan. */
  rehearsal: RehearsalFact | null
  /** A method that Headgate can use by itself; null: none, `noSnapshotBecause` says why. */
  canTakeSnapshot: boolean
  noSnapshotBecause: string
  /** Why by this method, and why not by the others: a line each. */
  snapshotChoice?: string[]
  /** Set when the plan no longer fits files or database. */
  outdated: PlanChange | null
  /** Migrations that are failed, edited or missing, in words. */
  troubles: string[]
  unreachable: string | null
  pooler: boolean
  /** A run that holds the environment. */
  otherRun: { id: string; kind: string; startedBy: string } | null
}

/** Says whether a deploy may start now, what stands in its way, and what would remove it. */
export function judgeGate(facts: GateFacts): Gate {
  const snapshot = judgeSnapshot(facts)
  const approvals = judgeApprovals(facts)
  const rehearsal = judgeRehearsal(facts)
  const blockers = [
    ...judgeState(facts),
    ...judgeEnvironment(facts),
    ...judgePlan(facts),
    ...approvals.blockers,
    ...rehearsal.blockers,
    ...snapshot.blockers,
  ]
  return {
    open: blockers.length === 0,
    blockers,
    satisfied: [
      ...approvals.satisfied,
      ...describeStanding(facts),
      ...rehearsal.satisfied,
      ...snapshot.satisfied,
    ],
    takesSnapshot: snapshot.takes,
  }
}

function judgeState(facts: GateFacts): Blocker[] {
  if (facts.state === 'open') return []
  const words: Record<DeployRequestState, [string, string]> = {
    open: ['', ''],
    deploying: ['A deploy is under way', 'Watch its run.'],
    deployed: ['It is deployed already', 'Roll it back, or open another deploy request.'],
    rolling_back: ['It is being rolled back', 'Watch its run.'],
    rolled_back: ['It was rolled back', 'Refresh the plan to deploy it again.'],
    failed: [
      'Its last run left a part applied',
      'Read that run; resume it where that is offered, or refresh the plan.',
    ],
    closed: ['It is closed', 'Open another deploy request.'],
  }
  const [why, cure] = words[facts.state]
  return [{ code: 'closed', what: 'This deploy request is not open.', why: `${why}.`, cure }]
}

function judgeEnvironment(facts: GateFacts): Blocker[] {
  const blockers: Blocker[] = []
  if (facts.unreachable) {
    blockers.push({
      code: 'environment_unreachable',
      what: 'The environment cannot be reached.',
      why: facts.unreachable,
      cure: 'Bring the database back, or correct its connection in the project’s settings.',
    })
  }
  if (facts.pooler) {
    blockers.push({
      code: 'pooler',
      what: 'The environment’s address is a transaction pooler.',
      why: 'Locks and transactions of a run would be spread over several sessions.',
      cure: 'Give the environment the direct address of its database.',
    })
  }
  if (facts.otherRun) {
    blockers.push({
      code: 'run_in_progress',
      what: 'Another run holds this environment.',
      why: `A ${facts.otherRun.kind} by ${facts.otherRun.startedBy} has not ended.`,
      cure: 'Wait until it has ended.',
    })
  }
  return blockers
}

function judgePlan(facts: GateFacts): Blocker[] {
  const blockers: Blocker[] = []
  if (facts.troubles.length > 0) {
    blockers.push({
      code: 'history_needs_attention',
      what: 'The history of this environment needs a decision first.',
      why: facts.troubles.join('; '),
      cure: 'Look at what needs attention there: every way out is worked out and shown before it is done.',
    })
  }
  if (facts.outdated) {
    blockers.push({
      code: 'plan_outdated',
      what: 'The plan is outdated; its approvals do not count.',
      why: [facts.outdated.explanation, ...facts.outdated.details].join(' · '),
      cure: 'Refresh the plan and have it reviewed again.',
    })
  }
  return [...blockers, ...judgeStanding(facts), ...judgeChanges(facts)]
}

/** Looked at once more when the run begins: rows come and go after an approval. */
function judgeChanges({ evidenceChanges }: Pick<GateFacts, 'evidenceChanges'>): Blocker[] {
  if (evidenceChanges.length === 0) return []
  const changes = evidenceChanges.map(
    ({ question, before, now }) => `${question}: ${before} then, ${now} now.`,
  )
  return [
    {
      code: 'evidence_changed',
      what: 'The rows are not what they were when this was planned.',
      why:
        changes.length > 4
          ? `${changes.slice(0, 3).join(' ')} And ${changes.length - 3} more.`
          : changes.join(' '),
      cure: 'Refresh the plan, and look again at what it says.',
    },
  ]
}

/** Looked at once more when the run begins: somebody may have lost the right to approve since. */
export function judgeApprovals(facts: Reviewed & Pick<GateFacts, 'policy'>): {
  blockers: Blocker[]
  satisfied: string[]
} {
  const { approvals, objections } = standingReviews(facts)
  const blockers: Blocker[] = objections.map((review) => ({
    code: 'changes_requested',
    what: `${review.userName} asked for changes.`,
    why: 'The last word of a reviewer on this plan was no.',
    cure: `${review.userName} approves, or the migration is changed.`,
  }))
  const { approvals: wanted } = facts.policy
  if (approvals.length < wanted) {
    blockers.push({
      code: 'approval_missing',
      what: `${wanted - approvals.length} more approval${wanted - approvals.length === 1 ? ' is' : 's are'} wanted.`,
      why: `The policy wants ${wanted}; ${approvals.length} of this plan count.`,
      cure: 'A reviewer who neither opened this nor brought the files in approves the plan. Where there is none, an administrator adds one under People, or changes the policy of the environment in the settings.',
    })
  }
  const satisfied =
    wanted === 0
      ? ['No approval is wanted here.']
      : approvals.length >= wanted
        ? [`${approvals.length} of ${wanted} approvals: ${approvals.map((a) => a.userName).join(', ')}`]
        : []
  return { blockers, satisfied }
}

function judgeSnapshot(facts: GateFacts): { blockers: Blocker[]; satisfied: string[]; takes: boolean } {
  const { policy, newestSnapshot: snapshot, now } = facts
  if (policy.snapshot === 'none')
    return { blockers: [], satisfied: ['No snapshot is wanted here.'], takes: false }
  const age = snapshot ? (now.getTime() - snapshot.takenAt.getTime()) / 60_000 : Number.POSITIVE_INFINITY
  if (snapshot && (snapshot.verified || snapshot.confirmedBy) && age <= policy.snapshotMaxAgeMinutes) {
    const proof = snapshot.verified
      ? 'restored and checked'
      : `confirmed by ${snapshot.confirmedBy}, not tried by Headgate`
    return {
      blockers: [],
      satisfied: [`A snapshot (${snapshot.method}, ${ageWords(age)}, ${proof})`],
      takes: false,
    }
  }
  if (facts.canTakeSnapshot) {
    return {
      blockers: [],
      satisfied: [
        ['The deploy takes a snapshot first, and stops if it fails.', ...(facts.snapshotChoice ?? [])].join(
          ' ',
        ),
      ],
      takes: true,
    }
  }
  if (policy.snapshot === 'optional') {
    return {
      blockers: [],
      satisfied: ['No snapshot fits here; this environment goes on without one.'],
      takes: false,
    }
  }
  return {
    blockers: [
      {
        code: 'snapshot_missing',
        what: 'No verified snapshot is young enough.',
        why: facts.noSnapshotBecause,
        cure: 'Take a snapshot outside Headgate, and let a named person confirm it under Snapshots.',
      },
    ],
    satisfied: [],
    takes: false,
  }
}

function ageWords(minutes: number): string {
  return minutes < 1 ? 'taken just now' : `${Math.floor(minutes)} min old`
}
