/** What a `prisma.config.ts` says, as far as it can be read without running it. */
export interface PrismaConfig {
  schema: string | null
  migrations: string | null
  /** Properties that are there, but written as something else than a text. */
  notUnderstood: ('schema' | 'migrations.path')[]
}

/**
 * Reads `schema` and `migrations.path` out of the text of a configuration file. The file is a program, and somebody
 * else's: it is never run. Understood are texts, and `join`/`resolve` of texts; for the rest the usual places are tried.
 */
export function readPrismaConfig(source: string): PrismaConfig {
  const code = withoutComments(source)
  const config: PrismaConfig = { schema: null, migrations: null, notUnderstood: [] }
  const migrations = code.match(/\bmigrations\s*:\s*\{([^{}]*)/)
  const outside = code.replace(
    /\b(?:migrations|datasource|experimental|views|typedSql|tables|enums)\s*:\s*\{[^{}]*\}/g,
    '',
  )
  const schema = propertyOf(outside, 'schema')
  if (schema === undefined) config.notUnderstood.push('schema')
  else config.schema = schema
  const path = migrations?.[1] === undefined ? null : propertyOf(migrations[1], 'path')
  if (path === undefined) config.notUnderstood.push('migrations.path')
  else config.migrations = path
  return config
}

/** The text of a property; null when it is not there, undefined when it is no plain text. */
function propertyOf(code: string, name: string): string | null | undefined {
  const start = code.match(new RegExp(`(?<![\\w.$])["']?${name}["']?\\s*(?=[:,}])`))
  if (!start) return null
  const rest = code.slice((start.index ?? 0) + start[0].length)
  if (!rest.startsWith(':')) return undefined
  return textOf(rest.slice(1).trimStart())
}

function textOf(code: string): string | undefined {
  const literal = code.match(
    /^(?:'([^'\\\n]*)'|"([^"\\\n]*)"|`([^`\\$]*)`)\s*(?:as\s+const\s*)?(?=[,}\n;]|$)/,
  )
  if (literal) return literal[1] ?? literal[2] ?? literal[3]
  const call = code.match(/^(?:path\s*\.\s*)?(?:join|resolve)\s*\(([^()]*(?:\(\s*\))?[^()]*)\)/)
  if (!call?.[1]) return undefined
  const parts = call[1].split(',').map((part) => part.trim())
  if (/^(__dirname|import\.meta\.dirname|process\.cwd\(\s*\))$/.test(parts[0] ?? '')) parts.shift()
  const texts = parts.filter((part) => part !== '').map((part) => part.match(/^(['"`])([^'"`\\$]*)\1$/)?.[2])
  return texts.length > 0 && texts.every((text) => text !== undefined) ? texts.join('/') : undefined
}

/** Comments become a space; what looks like one inside a text stays. */
export function withoutComments(source: string): string {
  const token = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g
  return source.replace(token, (text) => (text.startsWith('/') ? ' ' : text))
}
