import 'server-only'
import { z } from 'zod'
import { resolutionActs } from '../operations/resolution-acts'
import { readJson } from './read-json'

const { permission, operation } = resolutionActs.diagnoseEnvironment
const slug = z.string().min(1).max(100)

/** What needs attention in an environment, worked out on the live database. Takes seconds. */
export const answerDiagnosis = readJson({
  input: z.strictObject({ project: slug, env: slug }),
  permission,
  operation: (context, viewer, { project, env }) =>
    operation(context, viewer, { projectSlug: project, environmentSlug: env }),
})
