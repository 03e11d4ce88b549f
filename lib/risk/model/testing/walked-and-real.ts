import type { TestServer } from '../../../databases/embedded/test-server'
import { readCatalog } from '../../../databases/postgres/catalog'
import { postgres } from '../../../databases/postgres/postgres'
import { parseScript } from '../../../sql/parse'
import { applyStatement } from '../apply-statement'
import { emptyModel } from '../empty-model'
import { modelFromCatalog } from '../from-catalog'
import { modelLines } from './model-lines'

/** What walking the scripts tells, and what PostgreSQL has after executing them, statement by statement. */
export async function walkedAndReal(
  server: TestServer,
  scripts: readonly string[],
): Promise<{ walked: string[]; real: string[] }> {
  const opened = await postgres.open(await server.createDatabase('model'), { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const session = opened.value
  const model = emptyModel({ complete: true })
  try {
    for (const [migration, sql] of scripts.entries()) {
      const { statements, error } = parseScript(sql)
      if (error) throw new Error(`${error.message}: ${sql.slice(error.position, error.position + 80)}`)
      for (const { text, tree, index } of statements) {
        await session.script(text)
        if (tree) applyStatement(model, tree, { migration, statement: index })
      }
    }
    const real = modelFromCatalog(await readCatalog(session), { defaultSchema: 'public' })
    return { walked: modelLines(model), real: modelLines(real) }
  } finally {
    await session.close()
  }
}
