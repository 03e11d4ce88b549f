import { expect, it } from 'vitest'
import { deployRequestActs } from './deploy-request-acts'
import type { Gate } from './gate'

const open: Gate = { open: true, blockers: [], satisfied: [], takesSnapshot: false }
const shut: Gate = {
  open: false,
  blockers: [{ code: 'approval_missing', what: 'Approval is missing.', why: '', cure: '' }],
  satisfied: [],
  takesSnapshot: false,
}
const situation = (more: Partial<Parameters<typeof deployRequestActs>[0]>) =>
  deployRequestActs({
    viewer: { id: 'rui', role: 'reviewer' },
    state: 'open',
    kind: 'production',
    openedById: 'ada',
    authorId: null,
    hasPlan: true,
    gate: open,
    approved: false,
    deployed: false,
    ...more,
  })

it('lets a reviewer approve and deploy what somebody else opened', () => {
  const acts = situation({})
  expect(acts.approve).toEqual({ allowed: true, because: null })
  expect(acts.deploy.allowed).toBe(true)
  expect(acts.rollBack).toMatchObject({
    allowed: false,
    because: expect.stringContaining('Nothing was deployed'),
  })
})

it('says why the opener and the author of the files cannot approve', () => {
  expect(situation({ openedById: 'rui' }).approve.because).toContain('You opened it')
  expect(situation({ authorId: 'rui' }).approve.because).toContain('brought its migrations in')
})

it('does not ask for the same approval twice', () => {
  expect(situation({ approved: true }).approve.because).toBe('You approved this plan.')
  expect(situation({ approved: true }).requestChanges.allowed).toBe(true)
})

it('names the first blocker on the deploy button', () => {
  expect(situation({ gate: shut }).deploy.because).toBe('Approval is missing.')
})

it('puts the missing right before every other reason', () => {
  const author = { id: 'ada', role: 'author' } as const
  expect(situation({ viewer: author, gate: shut }).deploy.because).toContain(
    'You are an author; this needs a reviewer, operator or administrator.',
  )
  expect(situation({ viewer: author, kind: 'development' }).deploy.allowed).toBe(true)
  expect(situation({ viewer: { id: 'v', role: 'viewer' } }).comment.allowed).toBe(false)
})

it('offers nothing but words once it is deployed', () => {
  const acts = situation({ state: 'deployed', deployed: true })
  expect(acts.approve.because).toBe('This deploy request is deployed.')
  expect(acts.refresh.allowed).toBe(false)
  expect(acts.comment.allowed).toBe(true)
  expect(acts.rollBack.allowed).toBe(true)
})
