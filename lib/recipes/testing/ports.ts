import { createHash } from 'node:crypto'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { ok } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { PlanningPorts } from '../../engines/planning/make-plan'
import { createPrismaEngine } from '../../engines/prisma/engine'
import { createShadowProvider } from '../../engines/shadow'

/** The real ones, on the test server. */
export async function testPorts(): Promise<PlanningPorts> {
  const { url } = await testServer()
  const shadows = createShadowProvider({ database: postgres, embedded: async () => ok({ url }) })
  return { database: postgres, shadows, engine: createPrismaEngine({ shadows }) }
}

export function file(name: string, sql: string): MigrationFile {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

export function revisionOf(migrations: MigrationFile[]) {
  return { digest: 'd', schemaFiles: [], migrations }
}
