import type { SchemaFile } from '../../domain/revision'
import { schemaPieces } from './schema-blocks'

/** Preview features that change what a schema means for the database. All others are about the client. */
const meaningful = ['views', 'postgresqlExtensions', 'partialIndexes']
/** Properties of a datasource that say how to connect: the engine refuses them, and Headgate never reads them. */
const connecting = ['url', 'directUrl', 'shadowDatabaseUrl']
const kept = ['provider', 'relationMode', 'referentialIntegrity', 'schemas', 'extensions']

export interface ReadableSchema {
  files: SchemaFile[]
  /** What was left out, in words. Empty when nothing was. */
  notes: string[]
}

/**
 * Prisma schemas as today's engine reads them, whatever version they were written for: connection strings, generators'
 * own settings and unknown preview features are left out, braces get lines of their own. Lines keep their numbers where
 * they were well-formed, since the engine's errors name them. Names and models are never touched.
 */
export function readableSchema(files: SchemaFile[]): ReadableSchema {
  const notes = new Set<string>()
  const readable = files.map((file) => ({ path: file.path, content: readableText(file, notes) }))
  return { files: readable, notes: [...notes] }
}

/**
 * The datasource and what generators say of the database, and no model: all that the engine needs to compare scripts
 * and databases, whatever the state of the rest. A schema without a datasource gets one.
 */
export function schemaSettings(files: SchemaFile[]): SchemaFile[] {
  const settings = files.flatMap(({ path, content }) => {
    const blocks = schemaPieces(clean(content)).filter(
      (piece) => piece.block && ['datasource', 'generator'].includes(piece.keyword),
    )
    const text = blocks.map((piece) => (piece.block ? `${piece.head.trim()} {${piece.body}}\n` : '')).join('')
    return text === '' ? [] : [{ path, content: text }]
  })
  if (settings.some(({ content }) => /^datasource /m.test(content))) return readableSchema(settings).files
  const datasource = { path: 'datasource.prisma', content: 'datasource db {\n  provider = "postgresql"\n}\n' }
  return [...readableSchema(settings).files, datasource]
}

function readableText(file: SchemaFile, notes: Set<string>): string {
  return schemaPieces(clean(file.content))
    .map((piece) => {
      if (!piece.block) return piece.text
      const note = (what: string) => notes.add(`${file.path}: ${what}`)
      const head = piece.head.trim().replaceAll(/\s+/g, ' ')
      return `${head} {${bodyOf(piece.keyword, piece.body, note)}}`
    })
    .join('')
}

/** A byte order mark is no part of the grammar. */
function clean(content: string): string {
  return content.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n')
}

function bodyOf(keyword: string, body: string, note: (what: string) => void): string {
  if (keyword === 'datasource') return datasource(body, note)
  if (keyword === 'generator') return generator(body, note)
  const opened = /^[ \t]*(\/\/[^\n]*)?\n/.test(body) ? body : `\n${body}`
  return /\n[ \t]*$/.test(opened) ? opened : `${opened}\n`
}

function datasource(body: string, note: (what: string) => void): string {
  const found = properties(body)
  const lines: string[] = []
  for (const [name, value] of found) {
    if (name === 'referentialIntegrity') {
      lines.push(`relationMode = ${value}`)
      note('referentialIntegrity was read as relationMode, its name today.')
    } else if (name === 'provider' && !value.startsWith('"')) {
      lines.push('provider = "postgresql"')
      const said = value.startsWith('[') ? `is one of ${value}` : 'comes from the environment'
      note(`the provider ${said} and was taken to be postgresql.`)
    } else if (kept.includes(name)) {
      lines.push(`${name} = ${value}`)
    }
  }
  const left = [...found.keys()].filter((name) => !kept.includes(name))
  const urls = left.filter((name) => connecting.includes(name))
  const others = left.filter((name) => !connecting.includes(name))
  if (urls.length > 0)
    note(`${listed(urls)} of the datasource left out: environments bring their own connection.`)
  if (others.length > 0) note(`${listed(others)} of the datasource left out: the engine does not know it.`)
  return padded(lines, body)
}

function generator(body: string, note: (what: string) => void): string {
  const declared = [...(properties(body).get('previewFeatures') ?? '').matchAll(/"([^"]+)"/g)].map(
    (match) => match[1] ?? '',
  )
  const features = declared.filter((feature) => meaningful.includes(feature))
  const left = declared.filter((feature) => !meaningful.includes(feature))
  if (left.length > 0)
    note(
      `preview ${left.length === 1 ? 'feature' : 'features'} ${listed(left)} left out: no effect on the database.`,
    )
  const quoted = features.map((feature) => `"${feature}"`).join(', ')
  // Whatever it generates is nothing that the schema engine needs, but it wants every generator to have a provider.
  return padded(['provider = "prisma-client"', ...(quoted ? [`previewFeatures = [${quoted}]`] : [])], body)
}

/** Names and values of a block, in order, wherever its lines break. */
function properties(body: string): Map<string, string> {
  const value = String.raw`"(?:[^"\\\n]|\\.)*"|env\s*\([^)]*\)|\[(?:"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|[^\]"])*\]|[\w.-]+`
  const token = new RegExp(String.raw`\/\/[^\n]*|(\w+)\s*=\s*(${value})`, 'g')
  const found = new Map<string, string>()
  for (const [, name, text] of body.matchAll(token)) {
    if (name !== undefined && text !== undefined)
      found.set(name, text.replaceAll(/\/\/[^\n]*|\s+/g, ' ').trim())
  }
  return found
}

/** As many lines as there were, or more. */
function padded(lines: string[], body: string): string {
  const wanted = body.split('\n').length - 2
  const missing = Math.max(0, wanted - lines.length)
  return ['', ...lines.map((line) => `  ${line}`), ...Array<string>(missing).fill(''), ''].join('\n')
}

function listed(names: string[]): string {
  return names.join(', ')
}
