import { describe, expect, it } from 'vitest'
import { type GateFacts, judgeGate } from './judge-gate'
import { defaultPolicies } from './policy'
import type { ReviewFact } from './standing-reviews'
import { answerOf, evidenceOf, findingOf, probeOf, riskOf } from './testing/risk'

const now = new Date('2026-03-02T10:00:00Z')
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

const review = (fact: Partial<ReviewFact> & Pick<ReviewFact, 'userId' | 'verdict'>): ReviewFact => ({
  userName: fact.userId,
  mayApprove: true,
  planFingerprint: 'plan-1',
  voided: false,
  at: minutesAgo(5),
  ...fact,
})

const facts = (changes: Partial<GateFacts> = {}): GateFacts => ({
  now,
  state: 'open',
  openerId: 'ada',
  acceptances: [],
  evidenceChanges: [],
  authorId: 'ada',
  policy: defaultPolicies.production,
  planFingerprint: 'plan-1',
  evidence: {
    at: now.toISOString(),
    losses: [],
    engineWarnings: [],
    unexecutable: [],
    tables: [],
    reverseLosses: [],
  },
  reviews: [],
  rehearsal: null,
  newestSnapshot: { method: 'clone', verified: true, confirmedBy: null, takenAt: minutesAgo(10) },
  canTakeSnapshot: false,
  noSnapshotBecause: 'pg_dump is missing',
  outdated: null,
  troubles: [],
  unreachable: null,
  pooler: false,
  otherRun: null,
  ...changes,
})

const codes = (changes: Partial<GateFacts>) =>
  judgeGate(facts(changes)).blockers.map((blocker) => blocker.code)

describe('approvals', () => {
  it('keeps production shut without one and opens with one', () => {
    expect(codes({})).toEqual(['approval_missing'])
    expect(codes({ reviews: [review({ userId: 'rui', verdict: 'approve' })] })).toEqual([])
  })

  it('does not count the opener, the author of the files, or somebody whose role may not approve', () => {
    expect(codes({ reviews: [review({ userId: 'ada', verdict: 'approve' })] })).toEqual(['approval_missing'])
    expect(codes({ authorId: 'rui', reviews: [review({ userId: 'rui', verdict: 'approve' })] })).toEqual([
      'approval_missing',
    ])
    expect(codes({ reviews: [review({ userId: 'vi', verdict: 'approve', mayApprove: false })] })).toEqual([
      'approval_missing',
    ])
  })

  it('does not count an approval of another plan or a voided one', () => {
    expect(
      codes({ reviews: [review({ userId: 'rui', verdict: 'approve', planFingerprint: 'plan-0' })] }),
    ).toEqual(['approval_missing'])
    expect(codes({ reviews: [review({ userId: 'rui', verdict: 'approve', voided: true })] })).toEqual([
      'approval_missing',
    ])
  })

  it('lets the last word of each reviewer stand', () => {
    const yes = review({ userId: 'rui', verdict: 'approve', at: minutesAgo(9) })
    const no = review({ userId: 'rui', verdict: 'request_changes', at: minutesAgo(3) })
    expect(codes({ reviews: [yes, no] })).toEqual(['changes_requested', 'approval_missing'])
    expect(codes({ reviews: [no, { ...yes, at: minutesAgo(1) }] })).toEqual([])
  })

  it('counts one person once', () => {
    const policy = { ...defaultPolicies.production, approvals: 2 }
    const reviews = [
      review({ userId: 'rui', verdict: 'approve' }),
      review({ userId: 'rui', verdict: 'approve' }),
    ]
    expect(codes({ policy, reviews })).toEqual(['approval_missing'])
  })

  it('wants none in development', () => {
    expect(codes({ policy: defaultPolicies.development })).toEqual([])
  })
})

describe('snapshots', () => {
  const approved = { reviews: [review({ userId: 'rui', verdict: 'approve' })] }
  const old = { method: 'clone', verified: true, confirmedBy: null, takenAt: minutesAgo(61) }

  it('takes one first when none is young enough and a method fits', () => {
    const gate = judgeGate(facts({ ...approved, newestSnapshot: old, canTakeSnapshot: true }))
    expect(gate).toMatchObject({ open: true, takesSnapshot: true })
  })

  it('is shut when none is young enough and no method fits', () => {
    expect(codes({ ...approved, newestSnapshot: old })).toEqual(['snapshot_missing'])
    expect(codes({ ...approved, newestSnapshot: null })).toEqual(['snapshot_missing'])
  })

  it('does not count a snapshot that was neither restored nor vouched for', () => {
    const untried = { ...old, verified: false, takenAt: minutesAgo(1) }
    expect(codes({ ...approved, newestSnapshot: untried })).toEqual(['snapshot_missing'])
    expect(codes({ ...approved, newestSnapshot: { ...untried, confirmedBy: 'Olga' } })).toEqual([])
  })
})

describe('plan and environment', () => {
  const approved = { reviews: [review({ userId: 'rui', verdict: 'approve' })] }

  it('names every blocker that still stands', () => {
    expect(
      codes({
        ...approved,
        outdated: { reason: 'files', explanation: 'changed', details: [] },
        troubles: ['m1 is edited'],
        unreachable: 'connection refused',
        otherRun: { id: 'r', kind: 'deploy', startedBy: 'Rui' },
        pooler: true,
      }),
    ).toEqual([
      'environment_unreachable',
      'pooler',
      'run_in_progress',
      'history_needs_attention',
      'plan_outdated',
    ])
  })

  it('is shut by rows that make a statement fail', () => {
    const { evidence } = facts()
    expect(codes({ ...approved, evidence: { ...evidence, unexecutable: ['3 rows hold NULL'] } })).toEqual([
      'will_fail',
    ])
  })

  it('is shut by dangers that the policy stops for, each named while they are few', () => {
    const finding = findingOf({ title: 'DROP COLUMN loses note', family: 'loses_data' })
    const evidence = evidenceOf({ risk: riskOf({ findings: [finding] }) })
    const { blockers } = judgeGate(facts({ ...approved, evidence }))
    expect(blockers).toMatchObject([
      { code: 'finding_stands', what: 'DROP COLUMN loses note.', findings: [finding.id] },
    ])
    const acceptances = [
      { findingId: finding.id, reason: 'r', by: { id: 'rui', name: 'Rui' }, at: '', overLimit: false },
    ]
    const open = judgeGate(facts({ ...approved, evidence, acceptances }))
    expect(open).toMatchObject({ open: true })
    expect(open.satisfied).toContain('1 finding accepted by Rui')
    expect(codes({ ...approved, evidence, policy: { ...defaultPolicies.staging, approvals: 1 } })).toEqual([])
  })

  it('tells many dangers by family, and names all of their findings', () => {
    const findings = [0, 1, 2, 3, 4].map((statement) =>
      findingOf({ statement, family: statement === 4 ? 'loses_data' : 'blocks' }),
    )
    const evidence = evidenceOf({ risk: riskOf({ findings }) })
    const { blockers } = judgeGate(facts({ ...approved, evidence }))
    expect(blockers.map(({ what, findings: ids }) => [what, ids?.length])).toEqual([
      ['4 findings stand: others would wait for a table.', 4],
      ['1 finding stands: data would be lost.', 1],
    ])
  })

  it('says once that a statement fails, and lets nobody accept it', () => {
    const finding = findingOf({ family: 'fails_on_data', tables: ['public.users'], probes: ['p'] })
    const risk = riskOf({ findings: [finding], probes: [probeOf()], live: { answers: [answerOf(3)] } })
    const evidence = evidenceOf({ risk, unexecutable: ['3 rows of users hold NULL', 'orders.sku repeats'] })
    const acceptances = [
      { findingId: finding.id, reason: 'r', by: { id: 'rui', name: 'Rui' }, at: '', overLimit: false },
    ]
    const { blockers } = judgeGate(facts({ ...approved, evidence, acceptances }))
    expect(blockers.map(({ what, why }) => `${what} ${why}`.trim())).toEqual([
      'It would fail on 3 rows of users whose email is NULL.',
      'It would fail with the rows that are there now. orders.sku repeats',
    ])
  })

  it('is shut by an answer that is another one now', () => {
    const change = {
      id: 'p',
      question: 'Rows without email',
      kind: 'class' as const,
      before: 'none',
      now: '2',
    }
    const { blockers } = judgeGate(facts({ ...approved, evidenceChanges: [change] }))
    expect(blockers).toMatchObject([
      { code: 'evidence_changed', why: 'Rows without email: none then, 2 now.' },
    ])
  })

  it.each(['deploying', 'deployed', 'rolling_back', 'rolled_back', 'failed', 'closed'] as const)(
    'is shut when the request is %s',
    (state) => {
      expect(codes({ ...approved, state })).toEqual(['closed'])
    },
  )
})
