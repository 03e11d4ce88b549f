import { isAbsolute, normalize, relative } from 'node:path'
import { FailureError, fail, ok, type Result } from '../../domain/failure'
import { type FoundVariables, findVariables } from './env-files'
import { locate, type Place } from './locate'
import type { Variables } from './prisma-config'
import { readSchema } from './read-schema'
import { type Property, readDatasource } from './schema-datasource'

/** Where a project's own commands would connect to. Holds passwords: for connecting alone. */
export interface ProjectConnection {
  /** For migrations, hence a direct address where there is one. Null: none is known. */
  url: string | null
  shadowUrl: string | null
  /** Where the URL was found, in words without the URL. */
  from: string | null
  /** What was passed over, and why; without URLs. */
  notes: string[]
}

/**
 * Finds the connection that a project names: in its configuration file, in the datasource of its schema, and at last
 * in `DATABASE_URL`, with `env` and its `.env` files. Runs nothing. Fails as finding a project does.
 */
export async function connectionOf(project: string, env: Variables): Promise<Result<ProjectConnection>> {
  if (!isAbsolute(project)) return fail('project_not_found', 'A full path is needed.')
  try {
    const place = await locate(normalize(project), true)
    return ok(await connectionAt(place, await findVariables(place, env)))
  } catch (error) {
    if (error instanceof FailureError) return { ok: false, failure: error.failure }
    throw error
  }
}

async function connectionAt(place: Place, variables: FoundVariables): Promise<ProjectConnection> {
  const candidates = [
    ...configured(place, variables),
    ...(await declared(place, variables)),
    {
      property: 'url' as const,
      where: 'DATABASE_URL',
      text: variables.values.DATABASE_URL ?? null,
      variable: 'DATABASE_URL',
    },
  ]
  const notes: string[] = []
  const usable = candidates.filter(({ where, text, variable }) => {
    if (text && isPostgres(text)) return true
    if (text)
      notes.push(
        `${where} is no PostgreSQL address that can be connected to directly, so it was passed over.`,
      )
    else if (text === undefined) notes.push(`${where} is computed, and it is not run.`)
    else if (variable && variable !== 'DATABASE_URL') notes.push(`${where} is ${variable}, which is not set.`)
    return false
  })
  const found = usable.find(({ property }) => property !== 'shadowDatabaseUrl')
  const shadow = usable.find(({ property }) => property === 'shadowDatabaseUrl')
  return {
    url: found?.text ?? null,
    shadowUrl: shadow?.text ?? null,
    from: found ? wordsFor(found, place, variables) : null,
    notes,
  }
}

interface Candidate {
  property: Property
  where: string
  /** Null: nothing is set there; undefined: computed. */
  text: string | null | undefined
  variable: string | null
}

/** Migrations need sessions of their own, which a pooler's address may not give: `directUrl` goes before `url`. */
const order: Property[] = ['directUrl', 'url', 'shadowDatabaseUrl']

function configured({ root, config }: Place, { values }: FoundVariables): Candidate[] {
  if (!config) return []
  return order.flatMap((property) => {
    const told = config.says.datasource(property, values)
    if (told === null) return []
    const where = `datasource.${property} of ${relative(root, config.file)}`
    return [{ property, where, text: told?.text, variable: told?.variable ?? null }]
  })
}

async function declared({ empty, schema }: Place, { values }: FoundVariables): Promise<Candidate[]> {
  const read = empty ? null : await readSchema(schema).catch(() => null)
  for (const file of read?.files ?? []) {
    const datasource = readDatasource(file.content)
    if (!datasource) continue
    return order.flatMap((property) => {
      const datum = datasource[property]
      if (!datum) return []
      const variable = 'variable' in datum ? datum.variable : null
      const text = 'variable' in datum ? values[datum.variable] || null : datum.text
      return [{ property, where: `${property} of ${file.path}`, text, variable }]
    })
  }
  return []
}

function wordsFor({ where, variable }: Candidate, { root }: Place, { from }: FoundVariables): string {
  const file = variable && from.get(variable)
  const name = variable && where !== variable ? `${where}: ${variable}` : where
  return file ? `${name} of ${relative(root, file) || file}` : name
}

/** Neither Accelerate's addresses (`prisma://`) nor files. */
function isPostgres(url: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(url)
}
