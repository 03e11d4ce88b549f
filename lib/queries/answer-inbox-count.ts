import 'server-only'
import { z } from 'zod'
import { ok } from '../domain/failure'
import { countInbox } from './inbox'
import { readJson } from './read-json'

/** How much waits for the viewer; the frame polls it. */
export const answerInboxCount = readJson({
  input: z.strictObject({}),
  permission: 'environment.view',
  operation: async (_context, viewer) => ok({ waiting: await countInbox(viewer) }),
})
