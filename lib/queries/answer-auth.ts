import 'server-only'
import { handleAuth } from '../composition/auth-route'
import { context } from '../composition/context'

/** The route handler of `/api/auth/*`. */
export async function answerAuth(request: Request): Promise<Response> {
  return handleAuth(context(), request)
}
