import { z } from 'zod'
import { newExternalHostSchema } from '../domain/external-host'
import { roles } from '../domain/permission'
import { newPersonSchema, passwordSchema } from '../domain/person'
import { policySchema } from '../domain/policy'
import { connectionTestSchema, newEnvironmentSchema, newProjectSchema } from '../domain/project-view'
import { changePolicy } from './change-policy'
import { changeRole } from './change-role'
import { checkConnection } from './check-connection'
import { connectEnvironment } from './connect-environment'
import { connectProject } from './connect-project'
import { createPerson } from './create-person'
import { disconnectEnvironment } from './disconnect-environment'
import { inspectProject } from './inspect-project'
import { moveProject } from './move-project'
import { refreshProject } from './refresh-project'
import { removeExternalHost } from './remove-external-host'
import { replaceEnvironmentUrl } from './replace-environment-url'
import { setExternalHost } from './set-external-host'
import { changeOwnPassword, resetPassword } from './set-password'
import { switchPerson } from './switch-person'
import { testExternalHost } from './test-external-host'

const slug = z.string().min(1).max(100)
const externalHost = newExternalHostSchema.extend({ projectSlug: slug, environmentSlug: slug })
const personId = z.string().min(1).max(100)
const { url } = connectionTestSchema.shape

/** Input, permission and operation of every act on projects, environments and people; actions and tests use these. */
export const settingsActs = {
  inspectProject: {
    input: newProjectSchema.pick({ path: true }),
    permission: 'project.connect',
    operation: inspectProject,
  },
  connectProject: { input: newProjectSchema, permission: 'project.connect', operation: connectProject },
  refreshProject: {
    input: z.strictObject({ projectSlug: slug }),
    permission: 'project.refresh',
    operation: refreshProject,
  },
  moveProject: {
    input: z.strictObject({ projectSlug: slug, path: newProjectSchema.shape.path }),
    permission: 'project.connect',
    operation: moveProject,
  },
  checkConnection: {
    input: connectionTestSchema,
    permission: 'environment.connect',
    operation: checkConnection,
  },
  connectEnvironment: {
    input: newEnvironmentSchema,
    permission: 'environment.connect',
    operation: connectEnvironment,
  },
  replaceEnvironmentUrl: {
    input: z.strictObject({ projectSlug: slug, environmentSlug: slug, url, shadowUrl: url.nullish() }),
    permission: 'environment.connect',
    operation: replaceEnvironmentUrl,
  },
  changePolicy: {
    input: z.strictObject({
      projectSlug: slug,
      environmentSlug: slug,
      policy: policySchema,
      was: policySchema,
    }),
    permission: 'environment.change-policy',
    operation: changePolicy,
  },
  disconnectEnvironment: {
    input: z.strictObject({ projectSlug: slug, environmentSlug: slug, confirmation: z.string().max(100) }),
    permission: 'environment.connect',
    operation: disconnectEnvironment,
  },
  testExternalHost: { input: externalHost, permission: 'environment.connect', operation: testExternalHost },
  setExternalHost: { input: externalHost, permission: 'environment.connect', operation: setExternalHost },
  removeExternalHost: {
    input: z.strictObject({ projectSlug: slug, environmentSlug: slug }),
    permission: 'environment.connect',
    operation: removeExternalHost,
  },
  createPerson: { input: newPersonSchema, permission: 'people.manage', operation: createPerson },
  changeRole: {
    input: z.strictObject({ personId, role: z.enum(roles), was: z.enum(roles) }),
    permission: 'people.manage',
    operation: changeRole,
  },
  switchPerson: {
    input: z.strictObject({ personId, enabled: z.boolean() }),
    permission: 'people.manage',
    operation: switchPerson,
  },
  resetPassword: {
    input: z.strictObject({ personId, password: passwordSchema }),
    permission: 'people.manage',
    operation: resetPassword,
  },
  changeOwnPassword: {
    input: z.strictObject({
      current: z.string().min(1, 'Your current password is needed.').max(128),
      password: passwordSchema,
    }),
    permission: null,
    operation: changeOwnPassword,
  },
} as const
