'use server'

import { z } from 'zod'
import { act } from '../composition/act'
import { acceptFinding as accept } from '../operations/accept-finding'
import { closeDeployRequest as close } from '../operations/close-deploy-request'
import { openDeployRequest as open } from '../operations/open-deploy-request'
import { refreshPlan as refresh } from '../operations/refresh-plan'
import { rehearse } from '../operations/rehearse'
import { requestDeploy as deploy } from '../operations/request-deploy'
import { resumeDeploy as resume } from '../operations/resume-deploy'
import { reviewDeployRequest as review } from '../operations/review-deploy-request'
import { takeBackAcceptance as takeBack } from '../operations/take-back-acceptance'

const slug = z.string().min(1).max(100)
const number = z.int().positive()
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/, 'This is not a plan’s fingerprint.')
const findingId = z.string().min(1).max(600)
const words = z.string().max(20_000, 'At most 20,000 characters.')

const opening = act({
  input: z.strictObject({
    projectSlug: slug,
    environmentSlug: slug,
    upTo: z.string().min(1).max(255).nullable(),
    title: z.string().trim().min(1, 'Give it a title.').max(200, 'At most 200 characters.'),
    description: words,
  }),
  permission: 'deploy-request.open',
  operation: open,
})
export async function openDeployRequest(input: unknown) {
  return opening(input)
}

const refreshing = act({
  input: z.strictObject({ projectSlug: slug, number }),
  permission: 'deploy-request.refresh',
  operation: refresh,
})
export async function refreshPlan(input: unknown) {
  return refreshing(input)
}

const reviewing = act({
  input: z
    .strictObject({
      projectSlug: slug,
      number,
      planFingerprint: fingerprint,
      verdict: z.enum(['approve', 'request_changes', 'comment']),
      body: words,
    })
    .refine((input) => input.verdict !== 'comment' || input.body.trim() !== '', {
      path: ['body'],
      message: 'Write something.',
    }),
  permission: 'deploy-request.comment',
  operation: review,
})
export async function reviewDeployRequest(input: unknown) {
  return reviewing(input)
}

const closing = act({
  input: z.strictObject({ projectSlug: slug, number }),
  permission: 'deploy-request.close',
  operation: close,
})
export async function closeDeployRequest(input: unknown) {
  return closing(input)
}

const deploying = act({
  input: z.strictObject({ projectSlug: slug, number, planFingerprint: fingerprint }),
  permission: 'deploy-request.deploy',
  operation: deploy,
})
export async function requestDeploy(input: unknown) {
  return deploying(input)
}

const rehearsing = act({
  input: z.strictObject({ projectSlug: slug, number, planFingerprint: fingerprint }),
  permission: 'rehearsal.run',
  operation: rehearse,
})
export async function rehearsePlan(input: unknown) {
  return rehearsing(input)
}

const resuming = act({
  input: z.strictObject({
    projectSlug: slug,
    number,
    runId: z.uuid(),
    doubt: z.enum(['ran', 'did_not_run'], 'Say whether it ran.').optional(),
  }),
  permission: 'deploy-request.deploy',
  operation: resume,
})
export async function resumeDeploy(input: unknown) {
  return resuming(input)
}

const accepting = act({
  input: z.strictObject({
    projectSlug: slug,
    number,
    planFingerprint: fingerprint,
    findingId,
    reason: z.string().trim().min(8, 'Say why in a few words.').max(2_000, 'At most 2,000 characters.'),
  }),
  permission: 'finding.accept',
  operation: accept,
})
export async function acceptFinding(input: unknown) {
  return accepting(input)
}

const takingBack = act({
  input: z.strictObject({ projectSlug: slug, number, planFingerprint: fingerprint, findingId }),
  permission: 'finding.accept',
  operation: takeBack,
})
export async function takeBackAcceptance(input: unknown) {
  return takingBack(input)
}
