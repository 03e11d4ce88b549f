import { basename, dirname, join, relative, resolve } from 'node:path'
import { FailureError, fail } from '../../domain/failure'
import { readPrismaConfig } from './prisma-config'
import { kindOf, namesIn, readText } from './read-text'

/** Where a project's files are. Paths are absolute. */
export interface FoundProject {
  /** A file, or a folder of `.prisma` files. */
  schema: string
  /** The folder that the configuration names; null: beside the schema. */
  migrations: string | null
  notes: string[]
}

const configNames = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].flatMap((extension) => [
  `prisma.config.${extension}`,
  `.config/prisma.${extension}`,
])

/** Finds the Prisma project at `root`. Throws a `FailureError`: project_not_found (with `meta.candidates`), project_unreadable. */
export async function findProject(root: string): Promise<FoundProject> {
  const kind = await kindOf(root)
  if (kind === null) throw notFound(`There is nothing at ${root}.`)
  if (kind === 'file' && root.endsWith('.prisma')) return { schema: root, migrations: null, notes: [] }
  if (kind !== 'folder') throw notFound(`${root} is neither a folder nor a .prisma file.`)
  return (await findIn(root)) ?? (await findInWorkspace(root))
}

/** In the order in which Prisma looks: the configuration file, package.json, the usual places. */
async function findIn(root: string): Promise<FoundProject | null> {
  const configured = await fromConfig(root)
  if (configured?.schema) return { ...configured, schema: configured.schema }
  const notes = configured?.notes ?? []
  const schema = (await fromPackage(root)) ?? (await usualPlace(root))
  return schema ? { schema, migrations: configured?.migrations ?? null, notes } : null
}

async function fromConfig(
  root: string,
): Promise<(Omit<FoundProject, 'schema'> & { schema: string | null }) | null> {
  for (const name of configNames) {
    const path = pathIn(root, name)
    if ((await kindOf(path)) !== 'file') continue
    const config = readPrismaConfig((await readText(path)).text)
    const notes = config.notUnderstood.map(
      (property) =>
        `${name} computes ${property}; it is not run, so the usual places were looked at instead.`,
    )
    const schema = config.schema === null ? null : resolve(root, config.schema)
    const migrations = config.migrations === null ? null : resolve(root, config.migrations)
    if (schema && (await kindOf(schema)) === null)
      throw notFound(`${name} names ${config.schema}, and nothing is there.`, {
        begin: { schema, migrations, notes },
      })
    return { schema, migrations, notes }
  }
  return null
}

async function fromPackage(root: string): Promise<string | null> {
  const path = pathIn(root, 'package.json')
  if ((await kindOf(path)) !== 'file') return null
  const named = schemaOfPackage((await readText(path)).text)
  if (named === null) return null
  const schema = resolve(root, named)
  if ((await kindOf(schema)) === null) {
    const begin = { schema, migrations: null, notes: [] }
    throw notFound(`package.json names ${named}, and nothing is there.`, { begin })
  }
  return schema
}

function schemaOfPackage(text: string): string | null {
  try {
    const schema: unknown = JSON.parse(text)?.prisma?.schema
    return typeof schema === 'string' ? schema : null
  } catch {
    return null
  }
}

async function usualPlace(root: string): Promise<string | null> {
  for (const place of ['prisma/schema.prisma', 'schema.prisma']) {
    if ((await kindOf(pathIn(root, place))) === 'file') return pathIn(root, place)
  }
  for (const place of ['prisma/schema', 'prisma', 'schema', '.']) {
    if (await holdsSchemaFiles(pathIn(root, place))) return pathIn(root, place)
  }
  return null
}

async function holdsSchemaFiles(path: string): Promise<boolean> {
  return (await kindOf(path)) === 'folder' && (await namesIn(path)).some((name) => name.endsWith('.prisma'))
}

/** A workspace's packages, one level down. One project there is taken; of several one has to be named. */
async function findInWorkspace(root: string): Promise<FoundProject> {
  const candidates: string[] = []
  for (const group of ['apps', 'packages', 'services', 'libs']) {
    if ((await kindOf(pathIn(root, group))) !== 'folder') continue
    for (const name of await namesIn(pathIn(root, group))) {
      const path = pathIn(root, group, name)
      if ((await kindOf(path)) === 'folder' && (await mayBeProject(path))) candidates.push(path)
    }
  }
  const [only, ...others] = candidates
  if (!only) {
    const begin = { schema: pathIn(root, 'prisma', 'schema.prisma'), migrations: null, notes: [] }
    throw notFound(`Looked at ${root} for ${looked.join(', ')}.`, { begin })
  }
  if (others.length > 0) {
    const list = candidates.map((path) => relative(root, path)).join(', ')
    throw notFound(`There are several: ${list}. Name one of these folders.`, { candidates })
  }
  const found = await findIn(only)
  if (!found) throw notFound(`Looked at ${only} for ${looked.join(', ')}.`)
  return { ...found, notes: [`Found in ${relative(root, only)}.`, ...found.notes] }
}

const looked = [
  'prisma.config.ts',
  'package.json#prisma.schema',
  'prisma/schema.prisma',
  'schema.prisma',
  'prisma/schema',
  'apps/*',
  'packages/*',
]

async function mayBeProject(path: string): Promise<boolean> {
  for (const name of configNames) if ((await kindOf(pathIn(path, name))) === 'file') return true
  return (await fromPackage(path)) !== null || (await usualPlace(path)) !== null
}

/** A path in the project. Without the comment the bundler follows what it can guess of it, to all of Headgate's folder. */
function pathIn(folder: string, ...names: string[]): string {
  return join(/* turbopackIgnore: true */ folder, ...names)
}

/** What a project is called until somebody names it: its folder, or the one above `prisma`. */
export function suggestedName(schema: string): string {
  let folder = schema.endsWith('.prisma') ? dirname(schema) : schema
  while (['prisma', 'schema'].includes(basename(folder))) folder = dirname(folder)
  return basename(folder) || 'project'
}

/** `begin`: where a project would be created, for who asks for that. */
function notFound(why: string, meta: { candidates?: string[]; begin?: FoundProject } = {}): FailureError {
  return new FailureError(fail('project_not_found', why, meta).failure)
}
