import { dirname, join, posix } from 'node:path'
import { FailureError, fail } from '../../domain/failure'
import type { SchemaFile } from '../../domain/revision'
import { withoutComments } from './prisma-config'
import { identityOf, kindOf, namesIn, readText, unreadable } from './read-text'

export interface ReadSchema {
  files: SchemaFile[]
  /** Folder of the file that holds the datasource. */
  datasourceFolder: string
}

const MAX_DEPTH = 12

/** One file, or every `.prisma` file under a folder. Throws a `FailureError` (project_unreadable, provider_unsupported). */
export async function readSchema(path: string): Promise<ReadSchema> {
  const single = (await kindOf(path)) === 'file'
  const root = single ? dirname(path) : path
  const names = single ? [posix.basename(path.replaceAll('\\', '/'))] : await schemaFilesUnder(path)
  const files: SchemaFile[] = []
  for (const name of names) files.push({ path: name, content: (await readText(join(root, name))).text })
  const holders = files.filter((file) => providerOf(file.content) !== null)
  const holder = holders[0]
  if (!holder) throw unreadable(path, 'has no datasource block with a provider')
  if (holders.length > 1) {
    throw unreadable(
      path,
      `has ${holders.length} datasource blocks (${holders.map((file) => file.path).join(', ')})`,
    )
  }
  refuseOtherProvider(holder.path, providerOf(holder.content) ?? '')
  return { files, datasourceFolder: dirname(join(root, holder.path)) }
}

export function refuseOtherProvider(where: string, provider: string): void {
  if (provider === 'postgresql' || provider === 'postgres') return
  throw new FailureError(
    fail('provider_unsupported', `${where} says provider = "${provider}".`, { provider }).failure,
  )
}

function providerOf(content: string): string | null {
  const block = withoutComments(content).match(/(?:^|\s)datasource\s+\w+\s*\{([^}]*)\}/)
  return block?.[1]?.match(/(?:^|\s)provider\s*=\s*"([^"]*)"/)?.[1] ?? null
}

async function schemaFilesUnder(root: string): Promise<string[]> {
  const found: string[] = []
  await walk('', new Set())
  return found.sort()

  async function walk(folder: string, above: Set<string>) {
    const identity = await identityOf(join(root, folder))
    // A link to a folder that we are in: its files are on the list already.
    if (above.has(identity)) return
    if (above.size >= MAX_DEPTH)
      throw unreadable(join(root, folder), `is more than ${MAX_DEPTH} folders deep`)
    for (const name of await namesIn(join(root, folder))) {
      const path = posix.join(folder, name)
      if (name.endsWith('.prisma')) found.push(path)
      else if (name !== 'migrations' && name !== 'node_modules' && (await isFolder(join(root, path)))) {
        await walk(path, new Set([...above, identity]))
      }
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  // A broken or circular link beside the schema is nobody's concern as long as it is not a schema file.
  return (await kindOf(path).catch(() => null)) === 'folder'
}
