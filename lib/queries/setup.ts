import 'server-only'
import { connection } from 'next/server'
import { context } from '../composition/context'
import { needsSetup } from '../operations/first-administrator'

/** True until the first administrator exists. */
export async function isSetupOpen(): Promise<boolean> {
  // Asked for each request, never while building.
  await connection()
  return needsSetup(context())
}
