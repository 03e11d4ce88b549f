import { basename, dirname, join, relative, resolve } from 'node:path'
import { FailureError, fail } from '../../domain/failure'
import { type PrismaConfig, readPrismaConfig } from './prisma-config'
import { kindOf, namesIn, readText } from './read-text'

/** Where a project's files are. Paths are absolute. */
export interface FoundProject {
  /** Folder that Prisma is run in. */
  root: string
  /** A file, or a folder of `.prisma` files. */
  schema: string
  /** The folder that the configuration names; null: beside the schema. */
  migrations: string | null
  config: FoundConfig | null
  notes: string[]
}

export interface FoundConfig {
  file: string
  says: PrismaConfig
}

const extensions = ['js', 'ts', 'mjs', 'cjs', 'mts', 'cts']

/** In the order in which Prisma 7 looks for them. */
const configNames = [
  ...['prisma7.config', '.config/prisma7'].flatMap((name) => extensions.map((end) => `${name}.${end}`)),
  ...['prisma.config', '.config/prisma', '.config/prisma.config'].flatMap((name) => [
    ...extensions.map((end) => `${name}.${end}`),
    ...extensions.map((end) => `${name}/index.${end}`),
  ]),
]

/** Finds the Prisma project at `root`. Throws a `FailureError`: project_not_found (with `meta.candidates`), project_unreadable. */
export async function findProject(root: string): Promise<FoundProject> {
  const kind = await kindOf(root)
  if (kind === null) throw notFound(`There is nothing at ${root}.`)
  if (kind === 'file' && root.endsWith('.prisma'))
    return { root: dirname(root), schema: root, migrations: null, config: null, notes: [] }
  if (kind !== 'folder') throw notFound(`${root} is neither a folder nor a .prisma file.`)
  return (await findIn(root)) ?? (await findInWorkspace(root))
}

/** In the order in which Prisma looks: the configuration file, package.json, the usual places. */
async function findIn(root: string): Promise<FoundProject | null> {
  const config = await configIn(root)
  const { notes, ...configured } = config
    ? await placesOf(config, root)
    : { schema: null, migrations: null, notes: [] }
  const schema = configured.schema ?? (await fromPackage(root)) ?? (await usualPlace(root))
  return schema ? { root, schema, migrations: configured.migrations, config, notes } : null
}

async function configIn(root: string): Promise<FoundConfig | null> {
  for (const name of configNames) {
    const file = pathIn(root, name)
    if ((await kindOf(file)) === 'file')
      return { file, says: readPrismaConfig((await readText(file)).text, file, root) }
  }
  return null
}

/** Where the configuration has schema and migrations, as far as that can be told without running it. */
async function placesOf({ file, says }: FoundConfig, root: string) {
  const name = relative(root, file)
  const notes = says.notUnderstood.map(
    (property) => `${name} computes ${property}; it is not run, so the usual places were looked at instead.`,
  )
  const guessed = (property: string, path: string) =>
    notes.push(`${name} takes ${property} from a variable; its default ${relative(root, path)} was read.`)
  let schema = says.schema.text
  if (schema !== null && (await kindOf(schema)) === null) {
    if (says.schema.sure) {
      const begin = { root, schema, migrations: says.migrations.text, config: { file, says }, notes }
      throw new NothingThere(`${name} names ${relative(root, schema)}, and nothing is there.`, begin)
    }
    notes.push(`${name} computes schema; it is not run, so the usual places were looked at instead.`)
    schema = null
  }
  if (schema !== null && !says.schema.sure) guessed('schema', schema)
  const migrations = says.migrations.text
  if (migrations !== null && !says.migrations.sure) guessed('migrations.path', migrations)
  return { schema, migrations, notes }
}

async function fromPackage(root: string): Promise<string | null> {
  const path = pathIn(root, 'package.json')
  if ((await kindOf(path)) !== 'file') return null
  const named = schemaOfPackage((await readText(path)).text)
  if (named === null) return null
  const schema = resolve(root, named)
  if ((await kindOf(schema)) === null) {
    const begin = { root, schema, migrations: null, config: null, notes: [] }
    throw new NothingThere(`package.json names ${named}, and nothing is there.`, begin)
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
    const schema = pathIn(root, 'prisma', 'schema.prisma')
    const config = await configIn(root)
    const begin = { root, schema, migrations: config?.says.migrations.text ?? null, config, notes: [] }
    throw new NothingThere(`Looked at ${root} for ${looked.join(', ')}.`, begin)
  }
  if (others.length > 0) {
    const list = candidates.map((path) => relative(root, path)).join(', ')
    throw notFound(`There are several: ${list}. Name one of these folders.`, candidates)
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

/** A project that cannot be read is one: whoever names it is told why. */
async function mayBeProject(path: string): Promise<boolean> {
  return (await findIn(path).catch(() => true)) !== null
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

/** Nothing is there, and `begin` is where it would be created. */
export class NothingThere extends FailureError {
  constructor(
    why: string,
    readonly begin: FoundProject,
  ) {
    super(fail('project_not_found', why).failure)
  }
}

function notFound(why: string, candidates?: string[]): FailureError {
  return new FailureError(fail('project_not_found', why, candidates ? { candidates } : {}).failure)
}
