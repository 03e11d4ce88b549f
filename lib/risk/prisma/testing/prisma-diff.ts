import { testServer } from '../../../databases/embedded/test-server'
import { postgres } from '../../../databases/postgres/postgres'
import { ok } from '../../../domain/failure'
import type { DiffSide } from '../../../engines/engine'
import { createPrismaEngine } from '../../../engines/prisma/engine'
import { createShadowProvider } from '../../../engines/shadow'

const datasource = 'datasource db {\n  provider = "postgresql"\n}\n'

/** What Prisma's own engine writes: for the first schema from nothing, and from it to the second. */
export async function prismaDiff(from: string, to: string): Promise<{ before: string; migration: string }> {
  const { url } = await testServer()
  const shadows = createShadowProvider({ database: postgres, embedded: async () => ok({ url }) })
  const engine = createPrismaEngine({ shadows })
  const side = (models: string): DiffSide & { of: 'schema' } => ({
    of: 'schema',
    files: [{ path: 'schema.prisma', content: datasource + models }],
  })
  const target = { url: null, shadow: { url, givenUrl: null } }
  const diff = async (a: DiffSide, b: DiffSide & { of: 'schema' }) => {
    const found = await engine.diff(target, a, b, b.files)
    if (!found.ok) throw new Error(`${found.failure.code}: ${found.failure.why}`)
    return found.value.sql
  }
  return {
    before: await diff({ of: 'empty' }, side(from)),
    migration: await diff(side(from), side(to)),
  }
}
