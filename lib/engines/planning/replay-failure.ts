import type { Result } from '../../domain/failure'
import { scriptFailure } from '../script-failure'
import type { ReplayError } from './replay'

/** Names what the shadow's server lacks where that is the cause, else the migration and the database's own words. */
export function replayFailure(error: ReplayError): Result<never> {
  return scriptFailure(error.migration, error.cause.info)
}
