import type { Context } from '../composition/context'
import { addressOf } from './environment-address'
import type { EnvironmentInProject } from './find'
import { keepGateMark } from './keep-gate-mark'
import { identityChanged } from './observe-environment'

/** `keepGateMark` on a connection of its own. What cannot be reached now is marked at the next look. */
export async function gateMarkAt(
  context: Context,
  environment: EnvironmentInProject,
  wanted = true,
): Promise<void> {
  const { url } = addressOf(context, environment)
  const opened = await context.database.open(url, { applicationName: 'headgate gate' })
  if (!opened.ok) return
  try {
    if (identityChanged(environment, opened.value) === null) {
      await keepGateMark(context, environment, opened.value, wanted)
    }
  } finally {
    await opened.value.close()
  }
}
