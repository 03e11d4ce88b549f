import { dirname, join } from 'node:path'
import { parseEnv } from 'node:util'
import type { Place } from './locate'
import type { Variables } from './prisma-config'
import { kindOf, readText } from './read-text'

/** Variables, and the file that each is from; those that a process was started with are from none. */
export interface FoundVariables {
  values: Variables
  from: Map<string, string>
}

/**
 * Variables as a project's own commands would see them: those of the process win, then the files that its configuration
 * loads, then `.env` beside the package, the configuration, the schema. Files that cannot be read count as empty.
 */
export async function findVariables(place: Place, env: Variables): Promise<FoundVariables> {
  const values: Variables = { ...env }
  const from = new Map<string, string>()
  for (const file of await envFilesOf(place)) {
    const given = await readVariables(file)
    for (const [name, value] of Object.entries(given)) {
      // An empty one says no more than a missing one.
      if (values[name]) continue
      values[name] = value
      from.set(name, file)
    }
  }
  for (const name of from.keys()) values[name] = expanded(values[name] ?? '', values)
  return { values, from }
}

async function envFilesOf({ root, config, schemaFolder }: Place): Promise<string[]> {
  const folders = [root, ...(config ? [dirname(config.file)] : []), schemaFolder, join(root, 'prisma')]
  const own = folders.map((folder) => join(folder, '.env'))
  const packages = (await packageAbove(root)).map((folder) => join(folder, '.env'))
  return [...new Set([...(config?.says.envFiles ?? []), ...own, ...packages])]
}

/** Prisma takes the `.env` beside the nearest package.json. */
async function packageAbove(root: string): Promise<string[]> {
  for (let folder = root; folder !== dirname(folder); folder = dirname(folder)) {
    const found = await kindOf(join(/* turbopackIgnore: true */ folder, 'package.json')).catch(() => null)
    if (found === 'file') return [folder]
  }
  return []
}

async function readVariables(file: string): Promise<Variables> {
  try {
    return (await kindOf(file)) === 'file' ? parseEnv((await readText(file)).text) : {}
  } catch {
    return {}
  }
}

/** `${NAME}`, `${NAME:-default}` and `$NAME`, as far as the variable is known: a password may hold a dollar sign. */
function expanded(text: string, values: Variables, depth = 0): string {
  if (depth > 10) return text
  return text.replace(
    /(\\)?\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g,
    (all, escaped, braced, fallback, plain) => {
      if (escaped) return all.slice(1)
      const value = values[braced ?? plain]
      return value ? expanded(value, values, depth + 1) : (fallback ?? all)
    },
  )
}
