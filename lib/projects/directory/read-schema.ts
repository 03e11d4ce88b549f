import { dirname, join, posix } from 'node:path'
import type { SchemaFile } from '../../domain/revision'
import { inParallel } from './in-parallel'
import { identityOf, kindOf, namesIn, readText, refused } from './read-text'
import { readDatasource, type SchemaDatasource } from './schema-datasource'

export interface ReadSchema {
  files: SchemaFile[]
  /** Absolute path of the file that holds the datasource; where none does, of the schema. */
  holder: string
  /** Null: no file has one, or none with a provider. */
  datasource: SchemaDatasource | null
}

const MAX_DEPTH = 12

/**
 * One file, or every `.prisma` file under a folder. What is in them is not judged. Throws a `FailureError`:
 * project_unreadable, file_not_text, schema_unreadable when there are several datasources.
 */
export async function readSchema(path: string): Promise<ReadSchema> {
  const single = (await kindOf(path)) === 'file'
  const root = single ? dirname(path) : path
  const names = single ? [posix.basename(path.replaceAll('\\', '/'))] : await schemaFilesUnder(path)
  const files = await inParallel(names, async (name) => {
    return { path: name, content: (await readText(join(root, name))).text }
  })
  const holders = files.flatMap((file) => {
    const datasource = readDatasource(file.content)
    return datasource ? [{ path: file.path, datasource }] : []
  })
  if (holders.length > 1) {
    const list = holders.map((file) => file.path).join(', ')
    throw refused('schema_unreadable', path, `has ${holders.length} datasource blocks (${list})`)
  }
  const [holder] = holders
  return {
    files,
    holder: holder ? join(root, holder.path) : path,
    datasource: holder?.datasource ?? null,
  }
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
      throw refused('project_unreadable', join(root, folder), `is more than ${MAX_DEPTH} folders deep`)
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
