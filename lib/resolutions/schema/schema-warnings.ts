import type { CatalogChange } from '../../domain/catalog'
import type { SchemaFile } from '../../domain/revision'
import { schemaPieces } from '../../engines/prisma/schema-blocks'
import { shadowRequest } from '../ledger/shadow-of'
import type { ResolvingPorts, Situation } from '../situation'

/**
 * What `schema.prisma` lacks of a database at `url`, with the blocks that would say it. Empty where it lacks nothing,
 * or where no change is of a kind that it can express.
 */
export async function schemaWarnings(
  ports: ResolvingPorts,
  situation: Situation,
  url: string,
  expressible: CatalogChange[],
): Promise<string[]> {
  const { schemaFiles } = situation.question.revision
  if (expressible.length === 0 || schemaFiles.length === 0) return []
  const target = { url, shadow: shadowRequest(situation) }
  const diff = await ports.engine.diff(
    target,
    { of: 'database' },
    { of: 'schema', files: schemaFiles },
    schemaFiles,
  )
  if (!diff.ok) return [`Whether the Prisma schema needs the same change is not known: ${diff.failure.why}`]
  if (diff.value.empty) return []
  const warning = `The Prisma schema does not have it: until it gets the same change, the next migration made from it would take this back (${oneLine(diff.value.summary)}).`
  const found = await ports.engine.introspect(target, schemaFiles, { namespaces: null, fresh: false })
  if (!found.ok) return [warning]
  const blocks = changedBlocks(schemaFiles, found.value.files)
  if (blocks.length === 0 || blocks.length > 8) return [warning]
  return [warning, `In the Prisma schema it would be:\n${blocks.join('\n\n')}`]
}

/** Blocks that are new or say something else, but for their layout. */
function changedBlocks(before: SchemaFile[], after: SchemaFile[]): string[] {
  const known = new Set(blocksOf(before).map(normal))
  return blocksOf(after).filter((block) => !known.has(normal(block)))
}

function blocksOf(files: SchemaFile[]): string[] {
  return files.flatMap(({ content }) =>
    schemaPieces(content.replaceAll('\r\n', '\n')).flatMap((piece) =>
      piece.block && piece.keyword !== 'datasource' && piece.keyword !== 'generator'
        ? [`${piece.head.trim()} {${piece.body}}`]
        : [],
    ),
  )
}

function normal(block: string): string {
  return block
    .replace(/\/\/[^\n]*/g, '')
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '')
    .sort()
    .join('\n')
}

/** The engine's list, whose marks (`[*]`, `[-]`) only say how deep a line is indented. */
function oneLine(summary: string): string {
  const lines = summary
    .split('\n')
    .map((line) => line.trim().replace(/^\[[*+-]\] /, ''))
    .filter((line) => line !== '')
  const words = lines.slice(0, 8).join('; ').replaceAll('; - ', ': ')
  return lines.length > 8 ? `${words}; and more` : words
}
