import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Program, readProgram, type Value } from './config-values'

/** What is known of a text: `null`, it is not given; `sure: false`, a variable that was not looked at may say otherwise. */
export interface Told {
  text: string | null
  sure: boolean
  /** The environment variable that it is, or that a part of it is. */
  variable?: string
}

/** What a `prisma.config.ts` says, as far as it can be read without running it. */
export interface PrismaConfig {
  /** Absolute paths; null: it does not say. */
  schema: Told
  migrations: Told
  /** Properties that are there, but computed. */
  notUnderstood: ('schema' | 'migrations.path')[]
  /** Files with environment variables that it loads, absolute. */
  envFiles: string[]
  /** A property of `datasource`, with these variables; null: it is not there, undefined: computed. */
  datasource(property: string, env: Variables): Told | null | undefined
}

export type Variables = Record<string, string | undefined>

interface Surroundings {
  program: Program
  /** The configuration file, absolute. */
  file: string
  /** Folder that Prisma runs in. */
  cwd: string
  /** Null: variables are not looked at. */
  env: Variables | null
}

/**
 * Reads the text of a configuration file. The file is a program, and somebody else's: it is never run. Understood are
 * texts, templates, environment variables, `??`, constants, and the usual ways to join paths.
 */
export function readPrismaConfig(source: string, file: string, cwd: string): PrismaConfig {
  const here: Surroundings = { program: readProgram(source), file, cwd, env: null }
  const config = objectOf(here.program.exported ?? nothing, here)
  const notUnderstood: PrismaConfig['notUnderstood'] = []
  const path = (name: PrismaConfig['notUnderstood'][number]): Told => {
    const value = config === null ? undefined : property(config, name.split('.'), here)
    const told = value && tell(value, here)
    if (value !== null && (told?.text ?? null) === null) notUnderstood.push(name)
    if (!told || told.text === null) return { text: null, sure: false }
    return { ...told, text: resolve(dirname(file), told.text) }
  }
  return {
    schema: path('schema'),
    migrations: path('migrations.path'),
    notUnderstood,
    envFiles: envFilesOf(here),
    datasource(name, env) {
      const value = config === null ? undefined : property(config, ['datasource', name], here)
      return value && tell(value, { ...here, env })
    },
  }
}

/** A file that exports nothing says nothing. */
const nothing: Value = { is: 'object', properties: new Map(), spread: [] }

type ObjectValue = Extract<Value, { is: 'object' }>

/** Through constants, functions and `defineConfig(…)`. */
function objectOf(value: Value, here: Surroundings, depth = 0): ObjectValue | null {
  if (depth > 20) return null
  if (value.is === 'object') return value
  if (value.is === 'when') return objectOf(value.value, here, depth + 1)
  if (value.is === 'function') return objectOf(value.gives, here, depth + 1)
  if (value.is === 'call') {
    for (const given of value.given) {
      const found = objectOf(given, here, depth + 1)
      if (found) return found
    }
  }
  const meant = lookUp(value, here)
  return meant ? objectOf(meant, here, depth + 1) : null
}

/** Null: it is not there. Undefined: it may be, in what is not understood. */
function property(object: ObjectValue, names: string[], here: Surroundings): Value | null | undefined {
  const [name = '', ...rest] = names
  const own = object.properties.get(name)
  if (own && rest.length === 0) return own.is === 'nothing' ? null : own
  if (own) {
    const inner = objectOf(own, here)
    return inner ? property(inner, rest, here) : undefined
  }
  for (const spread of object.spread.toReversed()) {
    const other = objectOf(spread, here)
    const found = other ? property(other, names, here) : undefined
    if (found !== null) return found
  }
  return null
}

/** What a constant, or a property of one, was given. */
function lookUp(value: Value, here: Surroundings): Value | null {
  if (value.is === 'name') {
    const [first = '', ...rest] = value.names
    const known = here.program.names.get(first)
    if (!known || (known.is === 'name' && known.names[0] === first)) return null
    return rest.reduce<Value | null>((of, name) => of && lookUp({ is: 'member', of, name }, here), known)
  }
  if (value.is !== 'member') return null
  if (value.of.is === 'name' && !here.program.names.has(value.of.names[0] ?? ''))
    return { is: 'name', names: [...value.of.names, value.name] }
  const object = objectOf(value.of, here)
  return (object && property(object, [value.name], here)) ?? null
}

/** Undefined: not understood. */
function tell(value: Value, here: Surroundings, depth = 0): Told | undefined {
  if (depth > 50) return undefined
  const inner = (other: Value) => tell(other, here, depth + 1)
  switch (value.is) {
    case 'text':
      return { text: value.text, sure: true }
    case 'nothing':
      return { text: null, sure: true }
    case 'either': {
      const first = inner(value.first)
      if (first?.text) return first
      const second = inner(value.second)
      const sure = second?.sure === true && first?.sure === true
      return second && { ...second, sure, ...(second.text === null && first) }
    }
    case 'when': {
      const condition = inner(value.condition)
      return condition?.sure && condition.text === null ? condition : inner(value.value)
    }
    case 'joined':
      return together(value.parts.map(inner), (texts) => texts.join(''))
    case 'call':
      return call(value.callee, value.given, here, inner)
    case 'member':
      if (['pathname', 'href'].includes(value.name)) return inner(value.of)
      break
    case 'name': {
      const known = special(value.names.join('.'), here)
      if (known) return known
    }
  }
  const meant = lookUp(value, here)
  return meant ? inner(meant) : undefined
}

function special(name: string, { file, env }: Surroundings): Told | null {
  if (['__dirname', 'import.meta.dirname'].includes(name)) return { text: dirname(file), sure: true }
  if (['__filename', 'import.meta.filename', 'import.meta.url'].includes(name))
    return { text: file, sure: true }
  const variable = /^(?:process|import\.meta|Bun|globalThis\.process)\.env\.(.+)$/.exec(name)?.[1]
  return variable ? variableOf(variable, env) : null
}

function call(
  callee: string,
  given: Value[],
  { cwd, env, file }: Surroundings,
  inner: (value: Value) => Told | undefined,
): Told | undefined {
  const first = given[0] && inner(given[0])
  switch (callee.split('.').at(-1)) {
    case 'env':
      return first?.text ? variableOf(first.text, env) : undefined
    case 'cwd':
      return { text: cwd, sure: true }
    case 'dirname':
      return first && { ...first, text: first.text && dirname(first.text) }
    case 'join':
      return together(given.map(inner), (texts) => join(...texts))
    case 'resolve':
      return together(given.map(inner), (texts) => resolve(cwd, ...texts))
    case 'URL':
      return first && { ...first, text: first.text && resolve(dirname(file), first.text) }
    case 'fileURLToPath':
      return (
        first && { ...first, text: first.text?.startsWith('file:') ? fileURLToPath(first.text) : first.text }
      )
    case 'String':
      return first
    default:
      return undefined
  }
}

function variableOf(name: string, env: Variables | null): Told {
  return { text: env?.[name] || null, sure: env !== null, variable: name }
}

/** Only what is known in all its parts is known. */
function together(parts: (Told | undefined)[], join: (texts: string[]) => string): Told | undefined {
  if (parts.some((part) => part === undefined)) return undefined
  const told = parts as Told[]
  const texts = told.map(({ text }) => text).filter((text) => text !== null)
  const sure = told.every((part) => part.sure)
  const variable = told.find((part) => part.variable)?.variable
  return { text: texts.length === told.length ? join(texts) : null, sure, ...(variable && { variable }) }
}

/** `dotenv.config({ path: '../.env' })`, whatever it is imported as. */
function envFilesOf(here: Surroundings): string[] {
  const values = [...here.program.calls, ...here.program.names.values()]
  return values.flatMap((value) => {
    const given = value.is === 'call' ? value.given[0] : undefined
    const path = given?.is === 'object' ? property(given, ['path'], here) : null
    const told = path && tell(path, here)
    return told?.text ? [resolve(here.cwd, told.text)] : []
  })
}
