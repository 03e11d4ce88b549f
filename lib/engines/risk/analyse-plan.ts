import type { Analysis } from '../../domain/analysis'
import type { Catalog } from '../../domain/catalog'
import type { SchemaFile } from '../../domain/revision'
import { analyse } from '../../risk/analyse'
import { modelFromCatalog } from '../../risk/model/from-catalog'
import { loadParser } from '../../sql/parse'

/** The risk analysis of migrations that Headgate deploys together on a live schema. */
export async function analysePlan(
  migrations: readonly { name: string; sql: string }[],
  base: Catalog,
  where: { postgres: number; defaultSchema: string; schemaFiles?: readonly SchemaFile[] },
): Promise<Analysis> {
  await loadParser()
  const schema = modelFromCatalog(base, { defaultSchema: where.defaultSchema })
  const settings = {
    postgres: where.postgres,
    runner: 'headgate' as const,
    together: true,
    hygiene: false,
    guarded: true,
    gated: true,
    live: true,
    prismaSchema: (where.schemaFiles ?? []).map(({ content }) => content).join('\n'),
  }
  return analyse(migrations, schema, settings)
}
