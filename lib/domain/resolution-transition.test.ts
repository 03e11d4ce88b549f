import { describe, expect, it } from 'vitest'
import type { Role } from './permission'
import {
  resolutionActs,
  resolutionMove,
  resolutionStateAfter,
  resolutionStateNow,
  resolutionStates,
} from './resolution-transition'
import { type ApprovalFact, missingApprovalsWords, standingApprovals } from './standing-approvals'

const approver = (name: string, minute: number, mayApprove = true): ApprovalFact => ({
  userId: name,
  userName: name,
  mayApprove,
  at: new Date(Date.UTC(2026, 0, 1, 0, minute)),
})

/** Of what Ada proposed. */
const approvals = (wanted: number, ...facts: ApprovalFact[]) =>
  standingApprovals({ proposedById: 'ada', wanted, approvals: facts })

const rui = approver('rui', 1)
const abe = approver('abe', 2)

describe('a resolution', () => {
  it('never leaves an end', () => {
    for (const end of ['done', 'failed', 'withdrawn'] as const) {
      expect(resolutionStates.filter((to) => resolutionMove(end, to))).toEqual([])
    }
  })

  it('goes back to where it was when its run did nothing, and keeps its approvals', () => {
    expect(resolutionStateAfter('failed', 'nothing', approvals(1, rui))).toBe('approved')
    expect(resolutionStateAfter('cancelled', 'nothing', approvals(1))).toBe('proposed')
    expect(resolutionStateAfter('failed', 'nothing', approvals(2, rui))).toBe('proposed')
    expect(resolutionStateAfter('failed', 'part', approvals(1, rui))).toBe('failed')
    expect(resolutionStateAfter('unknown', 'unknown', approvals(0))).toBe('failed')
    expect(resolutionStateAfter('unverified', 'all', approvals(0))).toBe('done')
  })

  const acts = (id: string, role: Role, counted: ReturnType<typeof approvals>) =>
    resolutionActs({ viewer: { id, role }, state: 'proposed', proposedById: 'ada', approvals: counted })

  it('is approved by somebody else than who proposed it, and carried out after that', () => {
    const asAda = acts('ada', 'operator', approvals(1))
    expect(asAda.approve.because).toBe('You proposed it: somebody else approves.')
    expect(asAda.carryOut.because).toBe('It waits for the approval of somebody else.')
    expect(acts('rui', 'reviewer', approvals(1)).approve.allowed).toBe(true)
    expect(acts('ada', 'operator', approvals(1, rui)).carryOut.allowed).toBe(true)
    expect(acts('ada', 'operator', approvals(0)).carryOut.allowed).toBe(true)
    expect(acts('rui', 'reviewer', approvals(0)).approve.because).toBe('No approval is wanted here.')
  })

  it('waits for as many as the policy wants, each by another person', () => {
    expect(acts('ada', 'operator', approvals(2, rui)).carryOut.because).toBe('1 more approval is wanted.')
    expect(acts('rui', 'reviewer', approvals(2, rui)).approve.because).toBe('You approved it: others do now.')
    expect(acts('abe', 'administrator', approvals(2, rui)).approve.allowed).toBe(true)
    expect(acts('ada', 'operator', approvals(2, rui, abe)).carryOut.allowed).toBe(true)
    expect(acts('olga', 'operator', approvals(2, rui, abe)).approve.because).toBe(
      'This resolution is approved already.',
    )
    expect(approvals(2, approver('ada', 1), rui)).toMatchObject({ missing: 1, given: [rui] })
    expect(missingApprovalsWords(approvals(3, rui))).toBe('2 more approvals are wanted')
  })

  it('is what the policy and the people of now make of it, not what was written down', () => {
    const lost = approvals(1, approver('rui', 1, false))
    expect(lost).toMatchObject({ missing: 1, given: [], lapsed: [{ userId: 'rui' }] })
    expect(resolutionStateNow('approved', lost)).toBe('proposed')
    expect(resolutionStateNow('proposed', approvals(1, rui, abe))).toBe('approved')
    expect(resolutionStateNow('done', lost)).toBe('done')
    const written = {
      viewer: { id: 'abe', role: 'reviewer' },
      state: 'approved',
      proposedById: 'ada',
    } as const
    expect(resolutionActs({ ...written, approvals: lost }).approve.allowed).toBe(true)
    expect(resolutionMove('approved', 'proposed')).not.toBeNull()
  })

  it('offers a viewer nothing', () => {
    const offered = acts('vi', 'viewer', approvals(1))
    expect(Object.values(offered).map(({ allowed }) => allowed)).toEqual([false, false, false])
  })
})
