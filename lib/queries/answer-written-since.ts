import 'server-only'
import { z } from 'zod'
import { countWrittenSince } from '../operations/count-written-since'
import { readJson } from './read-json'

/** What was written since a snapshot. `within`: seconds that counting may take. */
export const answerWrittenSince = readJson({
  input: z.strictObject({
    project: z.string().min(1).max(100),
    id: z.uuid(),
    within: z.coerce.number().min(1).max(120).default(5),
  }),
  permission: 'environment.observe',
  operation: (context, viewer, { project, id, within }) =>
    countWrittenSince(context, viewer, { projectSlug: project, snapshotId: id, withinMs: within * 1_000 }),
})
