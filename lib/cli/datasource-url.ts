import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withoutComments } from '../projects/directory/prisma-config'
import type { CapturedRevision } from '../projects/source'

/** What a datasource's `url` is: the name of an environment variable, or the connection string itself. */
export type NamedUrl = { variable: string } | { text: string }

/** Direct addresses first, since runs cannot go through a pooler. Programs are read, never run. */
export async function datasourceUrl(
  projectDir: string,
  project: CapturedRevision | null,
): Promise<NamedUrl[]> {
  const config = await configText(projectDir)
  const schema = (project?.schemaFiles ?? []).map(({ content }) => content).join('\n')
  return [...urlsOf(datasourceOfConfig(config), [':']), ...urlsOf(datasourceOfSchema(schema), ['='])]
}

async function configText(projectDir: string): Promise<string> {
  for (const extension of ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs']) {
    for (const name of [`prisma.config.${extension}`, `.config/prisma.${extension}`]) {
      const text = await readFile(join(projectDir, name), 'utf8').catch(() => null)
      if (text !== null) return withoutComments(text)
    }
  }
  return ''
}

function datasourceOfConfig(code: string): string {
  return /\bdatasource\s*:\s*\{([^{}]*)/.exec(code)?.[1] ?? ''
}

function datasourceOfSchema(schema: string): string {
  const code = schema.replace(/^\s*\/\/.*$/gm, '')
  return /\bdatasource\s+\w+\s*\{([^{}]*)\}/.exec(code)?.[1] ?? ''
}

function urlsOf(block: string, assign: string[]): NamedUrl[] {
  return ['directUrl', 'url'].flatMap((property): NamedUrl[] => {
    const start = new RegExp(`(?<![\\w.$])["']?${property}["']?\\s*[${assign.join('')}]\\s*`).exec(block)
    if (!start) return []
    const rest = block.slice(start.index + start[0].length)
    const variable =
      /^env(?:<[^>]*>)?\(\s*['"]([\w]+)['"]/.exec(rest)?.[1] ??
      /^process\.env\.(\w+)/.exec(rest)?.[1] ??
      /^process\.env\[\s*['"](\w+)['"]/.exec(rest)?.[1]
    if (variable) return [{ variable }]
    const text = /^['"]([^'"\n]+)['"]/.exec(rest)?.[1]
    return text ? [{ text }] : []
  })
}
