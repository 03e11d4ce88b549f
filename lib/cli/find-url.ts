import { connectionOf } from '../projects/directory/connection'

/**
 * The connection string that a project uses, found without running anything of it: `DATABASE_URL` of the environment,
 * then what prisma.config or the schema's datasource names, with the project's `.env` files. Null: none of them says.
 */
export async function findUrl(
  projectDir: string,
  env: Record<string, string | undefined> = process.env,
): Promise<string | null> {
  if (env.DATABASE_URL) return env.DATABASE_URL
  const found = await connectionOf(projectDir, env)
  return found.ok ? found.value.url : null
}
