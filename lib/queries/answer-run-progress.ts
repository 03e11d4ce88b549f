import 'server-only'
import { z } from 'zod'
import { fail, ok } from '../domain/failure'
import { readJson } from './read-json'
import { readRunProgress } from './run'

/** What a page polls while a run goes on. `steps`: how many it knows; `line`: the last log line it has. */
export const answerRunProgress = readJson({
  input: z.strictObject({
    id: z.uuid(),
    steps: z.coerce.number().int().min(0).default(0),
    line: z
      .string()
      .regex(/^\d{1,18}$/)
      .default('0'),
  }),
  permission: 'environment.view',
  operation: async (_context, viewer, { id, steps, line }) => {
    const progress = await readRunProgress(viewer, id, { knownSteps: steps, afterLine: line })
    return progress ? ok(progress) : fail('not_found', 'There is no such run.')
  },
})
