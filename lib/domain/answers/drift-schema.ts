import { z } from 'zod'
import type { CatalogChange } from '../catalog'
import type { DriftedObject, DriftState } from '../observation'
import type { Same } from './same'

export const catalogChangeSchema = z
  .object({
    key: z.string().describe('kind:schema.name, for example column:public.orders.note.'),
    before: z
      .string()
      .nullable()
      .describe('Canonical definition before, as JSON text; null: it was not there.'),
    after: z.string().nullable().describe('Canonical definition after; null: it is gone.'),
  })
  .describe('One object of the schema that is another one afterwards.')

export const driftedObjectSchema = z.object({
  key: z.string().describe('Catalog key, as --ignore takes it.'),
  definitions: z.string().describe('sha256 (hex) over both definitions: what ignoring it binds to.'),
  what: z.string().describe('One line for people: + is there and not expected, − the other way round.'),
  ignored: z.boolean().describe('Somebody decided to leave it as it is.'),
})

export const driftStateSchema = z
  .object({
    state: z
      .enum(['none', 'drifted', 'unknown'])
      .describe('unknown: it could not be compared, and details says why.'),
    details: z.array(z.string()).describe('In words, object by object; without what is ignored.'),
    checkedAt: z.string().nullable().describe('ISO 8601.'),
    objects: z
      .array(driftedObjectSchema)
      .exactOptional()
      .describe('Every difference, ignored ones too; at most 500.'),
  })
  .describe('How the live schema differs from what its applied migrations build.')

true satisfies Same<z.infer<typeof catalogChangeSchema>, CatalogChange>
true satisfies Same<z.infer<typeof driftedObjectSchema>, DriftedObject>
true satisfies Same<z.infer<typeof driftStateSchema>, DriftState>
