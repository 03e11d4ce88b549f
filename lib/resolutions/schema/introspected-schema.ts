import { schemaOf } from '../../databases/postgres/url'
import type { FileChange } from '../../domain/file-change'
import type { SchemaFile } from '../../domain/revision'
import { schemaPieces } from '../../engines/prisma/schema-blocks'
import { shadowRequest } from '../ledger/shadow-of'
import type { ResolvingPorts, Situation } from '../situation'
import { checksumOf } from './checksum'

export interface IntrospectedSchema {
  files: FileChange[]
  does: string[]
  warnings: string[]
}

/** The live schema as a Prisma schema: written where the project has no models yet, else only compared. */
export async function introspectedSchema(
  ports: ResolvingPorts,
  situation: Situation,
): Promise<IntrospectedSchema> {
  const { question, catalog } = situation
  const { schemaFiles } = question.revision
  const target = { url: question.url, shadow: shadowRequest(situation) }
  if (schemaFiles.some(hasModels)) {
    const to = { of: 'schema' as const, files: schemaFiles }
    const diff = await ports.engine.diff(target, { of: 'database' }, to, schemaFiles)
    if (!diff.ok) return warned(`Whether the Prisma schema says the same is not known: ${diff.failure.why}`)
    if (diff.value.empty)
      return { files: [], does: ['The Prisma schema says the same already, and stays.'], warnings: [] }
    return warned(`The Prisma schema stays as it is, and says something else:\n${diff.value.summary}`)
  }
  const usual = schemaOf(question.url)
  const namespaces = namespacesOf(Object.keys(catalog))
  const several = namespaces.some((name) => name !== usual)
  const [old] = schemaFiles
  const header = old?.content ?? headerFor(several ? [...new Set([usual, ...namespaces])] : [])
  const listed = /^\s*schemas\s*=/m.test(header)
  const found = await ports.engine.introspect(target, [{ path: 'schema.prisma', content: header }], {
    namespaces: several && listed ? [...new Set([usual, ...namespaces])] : null,
    fresh: true,
  })
  if (!found.ok) return warned(`No Prisma schema could be written: ${found.failure.why}`)
  const content = `${header.trimEnd()}\n\n${modelsOf(found.value.files)}\n`
  const path = old?.path ?? 'schema.prisma'
  return {
    files: [
      {
        change: 'write',
        base: 'schema',
        path,
        content,
        replaces: old === undefined ? null : checksumOf(old.content),
      },
    ],
    does: [`Writes ${path} with the models of the live schema.`],
    warnings: [
      ...(found.value.warnings ? [found.value.warnings.replace(/^\*+ WARNING \*+\s*/, '').trim()] : []),
      ...(several && !listed
        ? [
            `Tables of the schemas ${namespaces.filter((name) => name !== usual).join(', ')} are not in ${path}: list them in the datasource's schemas.`,
          ]
        : []),
    ],
  }
}

const warned = (warning: string): IntrospectedSchema => ({ files: [], does: [], warnings: [warning] })

function hasModels({ content }: SchemaFile): boolean {
  return schemaPieces(content).some(
    (piece) => piece.block && !['datasource', 'generator'].includes(piece.keyword),
  )
}

function modelsOf(files: SchemaFile[]): string {
  const pieces = files.flatMap(({ content }) => schemaPieces(content))
  return pieces
    .filter((piece) => !(piece.block && ['datasource', 'generator'].includes(piece.keyword)))
    .map((piece) => (piece.block ? `${piece.head}{${piece.body}}` : piece.text))
    .join('')
    .trim()
}

function namespacesOf(keys: string[]): string[] {
  const names = keys
    .filter((key) => /^(table|enum):/.test(key))
    .map((key) => /^[a-z]+:("(?:[^"]|"")*"|[^."]+)\./.exec(key)?.[1] ?? '')
    .map((name) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name))
  return [...new Set(names)].sort()
}

function headerFor(schemas: string[]): string {
  const list =
    schemas.length > 0 ? `  schemas  = [${schemas.map((name) => JSON.stringify(name)).join(', ')}]\n` : ''
  return `generator client {
  provider = "prisma-client"
  output   = "../generated/prisma"
}

datasource db {
  provider = "postgresql"
${list}}
`
}
