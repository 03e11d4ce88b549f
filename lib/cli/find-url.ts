import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseEnv } from 'node:util'
import type { CapturedRevision } from '../projects/source'
import { datasourceUrl, type NamedUrl } from './datasource-url'

/**
 * The connection string that a project uses, found without running anything of it: `DATABASE_URL` of the environment,
 * then of `.env` in the project's folder or beside its schema, then the variable or text that prisma.config or the
 * schema's datasource names. Null: none of them says.
 */
export async function findUrl(
  projectDir: string,
  project: CapturedRevision | null,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | null> {
  if (env.DATABASE_URL) return env.DATABASE_URL
  const variables = { ...(await readEnvFiles(projectDir, project)), ...present(env) }
  if (variables.DATABASE_URL) return variables.DATABASE_URL
  for (const named of await datasourceUrl(projectDir, project)) {
    const url = urlOf(named, variables)
    if (url) return url
  }
  return null
}

function urlOf(named: NamedUrl, variables: Record<string, string>): string | undefined {
  return 'text' in named ? named.text : variables[named.variable]
}

function present(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

/** The project's own wins over the one beside the schema, as in Prisma's command. */
async function readEnvFiles(
  projectDir: string,
  project: CapturedRevision | null,
): Promise<Record<string, string>> {
  const schema = project?.found?.schema
  const folders = [...(schema ? [schema.endsWith('.prisma') ? dirname(schema) : schema] : []), projectDir]
  const variables: Record<string, string> = {}
  for (const folder of folders) {
    const text = await readFile(join(folder, '.env'), 'utf8').catch(() => '')
    Object.assign(variables, parseEnv(text))
  }
  return expanded(variables)
}

/** `${NAME}` within a value, as dotenv-expand reads it. */
function expanded(variables: Record<string, string>): Record<string, string> {
  const value = (name: string, depth: number): string =>
    (process.env[name] ?? variables[name] ?? '').replace(/\\?\$\{(\w+)\}/g, (text, inner: string) =>
      text.startsWith('\\') || depth > 8 ? text : value(inner, depth + 1),
    )
  return Object.fromEntries(
    Object.entries(variables).map(([name, text]) => [
      name,
      text.replace(/\\?\$\{(\w+)\}/g, (match, inner: string) =>
        match.startsWith('\\') ? match : value(inner, 0),
      ),
    ]),
  )
}
