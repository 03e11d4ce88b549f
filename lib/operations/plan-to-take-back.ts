import type { Context } from '../composition/context'
import type { Result } from '../domain/failure'
import type { Plan } from '../domain/plan'
import { reverseOfPart } from '../engines/planning/reverse-of-part'
import type { Environment, Revision } from '../store/generated/client'
import { readMigrationFiles, readSchemaFiles } from '../store/read-json'
import { addressOf } from './environment-address'

export interface PartOfDeploy {
  plan: Plan
  environment: Environment
  /** What the plan was made of. */
  revision: Revision
}

/**
 * The plan of what is applied of a deploy: all of it, or its first `appliedCount` migrations with a way back of their
 * own, worked out now. The same question has the same answer as long as nothing changes. Fails as `reverseOfPart`.
 */
export async function planToTakeBack(
  context: Context,
  { plan, environment, revision }: PartOfDeploy,
  appliedCount: number,
): Promise<Result<Plan>> {
  return reverseOfPart(context, {
    plan,
    appliedCount,
    ...addressOf(context, environment),
    revision: {
      digest: revision.digest,
      schemaFiles: readSchemaFiles(revision.schemaFiles),
      migrations: readMigrationFiles(revision.migrations),
    },
  })
}
