import { z } from 'zod'
import { approveResolution } from './approve-resolution'
import { diagnoseEnvironment } from './diagnose-environment'
import { ignoreDrift } from './ignore-drift'
import { proposeResolution } from './propose-resolution'
import { requestResolution } from './request-resolution'
import { stopIgnoringDrift } from './stop-ignoring-drift'
import { withdrawResolution } from './withdraw-resolution'

const slug = z.string().min(1).max(100)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'This is not a fingerprint.')
const environment = { projectSlug: slug, environmentSlug: slug }
const resolution = { projectSlug: slug, resolutionId: z.uuid() }
const key = z.string().min(1).max(2_000)

const drifted = z.array(z.strictObject({ key, definitions: sha256 })).max(500)

/** Input, permission and operation of every act on what needs attention; actions and tests use these. */
export const resolutionActs = {
  diagnoseEnvironment: {
    input: z.strictObject({ ...environment, leaves: drifted.optional() }),
    permission: 'environment.diagnose',
    operation: diagnoseEnvironment,
  },
  proposeResolution: {
    input: z.strictObject({
      ...environment,
      fingerprint: sha256,
      reason: z.string().trim().max(2_000, 'At most 2,000 characters.'),
      leaves: drifted.optional(),
    }),
    permission: 'resolution.propose',
    operation: proposeResolution,
  },
  approveResolution: {
    input: z.strictObject({ ...resolution, fingerprint: sha256 }),
    permission: 'resolution.approve',
    operation: approveResolution,
  },
  withdrawResolution: {
    input: z.strictObject(resolution),
    permission: 'resolution.propose',
    operation: withdrawResolution,
  },
  requestResolution: {
    input: z.strictObject({ ...resolution, fingerprint: sha256, confirmation: z.string().max(200) }),
    permission: 'run.resolve',
    operation: requestResolution,
  },
  ignoreDrift: {
    input: z.strictObject({
      ...environment,
      objects: drifted.min(1, 'Choose what to leave as it is.'),
      reason: z.string().trim().min(1, 'A reason is needed.').max(2_000, 'At most 2,000 characters.'),
    }),
    permission: 'drift.ignore',
    operation: ignoreDrift,
  },
  stopIgnoringDrift: {
    input: z.strictObject({ ...environment, key }),
    permission: 'drift.ignore',
    operation: stopIgnoringDrift,
  },
} as const
