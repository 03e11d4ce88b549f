import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { testContext, testPerson } from '../composition/test-context'
import { acceptFinding } from './accept-finding'
import { approveResolution } from './approve-resolution'
import { cancelRun } from './cancel-run'
import { confirmSnapshot } from './confirm-snapshot'
import { deleteSnapshot } from './delete-snapshot'
import { ignoreDrift } from './ignore-drift'
import { moveProject } from './move-project'
import { openDeployRequest } from './open-deploy-request'
import { previewRollback } from './preview-rollback'
import { proposeResolution } from './propose-resolution'
import { rehearse } from './rehearse'
import { requestResolution } from './request-resolution'
import { requestRollback } from './request-rollback'
import { stopIgnoringDrift } from './stop-ignoring-drift'
import { takeBackAcceptance } from './take-back-acceptance'
import { takeSnapshot } from './take-snapshot'
import { withdrawResolution } from './withdraw-resolution'

it('refuses a viewer before anything is looked up, and writes nothing', async () => {
  const context = await testContext()
  const viewer = await testPerson(context, 'viewer')
  const before = await context.db.auditEvent.count()
  const where = { projectSlug: 'shop', environmentSlug: 'production' }
  const run = { projectSlug: 'shop', deployRunId: randomUUID() }
  const rollback = {
    way: 'reverse' as const,
    snapshotId: null,
    planFingerprint: '',
    reverseFingerprint: '',
    confirmation: '',
  }
  const resolution = { projectSlug: 'shop', resolutionId: randomUUID(), fingerprint: '' }
  const finding = { projectSlug: 'shop', number: 1, planFingerprint: '', findingId: 'x' }
  const refused = await Promise.all([
    openDeployRequest(context, viewer, { ...where, upTo: null, title: 'Mine', description: '' }),
    takeSnapshot(context, viewer, { ...where, method: 'auto' }),
    confirmSnapshot(context, viewer, { ...where, reference: 'x', takenAt: '2026-01-01T00:00:00Z', note: '' }),
    deleteSnapshot(context, viewer, { projectSlug: 'shop', snapshotId: randomUUID() }),
    cancelRun(context, viewer, { projectSlug: 'shop', runId: randomUUID() }),
    previewRollback(context, viewer, run),
    requestRollback(context, viewer, { ...run, ...rollback }),
    proposeResolution(context, viewer, { ...where, fingerprint: '', reason: '' }),
    approveResolution(context, viewer, resolution),
    requestResolution(context, viewer, { ...resolution, confirmation: '' }),
    withdrawResolution(context, viewer, resolution),
    ignoreDrift(context, viewer, { ...where, objects: [], reason: 'x' }),
    stopIgnoringDrift(context, viewer, { ...where, key: 'x' }),
    moveProject(context, viewer, { projectSlug: 'shop', path: '/' }),
    rehearse(context, viewer, { projectSlug: 'shop', number: 1, planFingerprint: '' }),
    acceptFinding(context, viewer, { ...finding, reason: 'It is night.' }),
    takeBackAcceptance(context, viewer, finding),
  ])
  expect(refused.map((result) => (result.ok ? 'done' : result.failure.code))).toEqual(
    Array(refused.length).fill('not_permitted'),
  )
  expect(await context.db.auditEvent.count()).toBe(before)
})
