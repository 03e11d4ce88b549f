import 'server-only'
import { z } from 'zod'
import { fail, ok } from '../domain/failure'
import { readJson } from './read-json'

/** How often a deploy request changed: a page that shows an older number reads itself anew. */
export const answerRequestSequence = readJson({
  input: z.strictObject({ project: z.string().max(100), number: z.coerce.number().int().positive() }),
  permission: 'environment.view',
  operation: async ({ db }, _viewer, { project, number }) => {
    const row = await db.deployRequest.findFirst({
      where: { number, project: { slug: project } },
      select: { sequence: true, state: true },
    })
    return row ? ok(row) : fail('not_found', `Deploy request ${number} does not exist.`)
  },
})
