import 'server-only'
import { context } from '../composition/context'
import { needsSetup } from '../operations/first-administrator'

/** True until the first administrator exists. */
export function isSetupOpen(): Promise<boolean> {
  return needsSetup(context())
}
