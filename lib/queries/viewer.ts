import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { context } from '../composition/context'
import { type Viewer, viewerOf } from '../composition/session'

/** The signed-in person, or null. Asked once for each request. */
export const findViewer = cache(async (): Promise<Viewer | null> => {
  // First: it tells Next that the page depends on the request, so that building does not try to render it.
  const sent = await headers()
  return viewerOf(context(), sent)
})

/** The signed-in person; everybody else is sent to the sign-in page. */
export async function requireViewer(): Promise<Viewer> {
  return (await findViewer()) ?? redirect('/sign-in')
}
