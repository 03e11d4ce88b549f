import type { Context } from '../composition/context'
import type { Environment } from '../store/generated/client'

/** The connection strings of an environment, opened. They stay on the server, and out of logs. */
export function addressOf(
  context: Context,
  environment: Environment,
): { url: string; shadowUrl: string | null } {
  return {
    url: context.secrets.open(environment.urlSecret),
    shadowUrl:
      environment.shadowUrlSecret === null ? null : context.secrets.open(environment.shadowUrlSecret),
  }
}
