export type Property = 'url' | 'directUrl' | 'shadowDatabaseUrl'

/** A value of a schema's datasource: a text, or the variable that holds it. */
export type Datum = { text: string } | { variable: string }

export interface SchemaDatasource {
  /** One or several names (as Prisma 2 allowed), or null where it comes from a variable. */
  providers: string[] | null
  url: Datum | null
  directUrl: Datum | null
  shadowDatabaseUrl: Datum | null
}

/** The datasource block of a schema file; null when it has none, or none with a provider. */
export function readDatasource(content: string): SchemaDatasource | null {
  const block = /(?:^|\s)datasource\s+\w+\s*\{([^}]*)\}/.exec(withoutComments(content))?.[1]
  if (block === undefined) return null
  const value = (name: string) => new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:${datum})`).exec(block)
  const [, provider, variable] = value('provider') ?? []
  const list = /(?:^|\s)provider\s*=\s*\[([^\]]*)\]/.exec(block)?.[1]
  if (provider === undefined && variable === undefined && list === undefined) return null
  const several = list === undefined ? null : [...list.matchAll(/"([^"]*)"/g)].map(([, name = '']) => name)
  return {
    providers: provider === undefined ? several : [provider],
    ...Object.fromEntries(properties.map((name) => [name, datumOf(value(name))])),
  } as SchemaDatasource
}

const properties: Property[] = ['url', 'directUrl', 'shadowDatabaseUrl']
const datum = String.raw`"((?:[^"\\]|\\.)*)"|env\s*\(\s*"([^"]*)"\s*\)`

function datumOf(found: RegExpExecArray | null): Datum | null {
  const [, text, variable] = found ?? []
  if (variable !== undefined) return { variable }
  return text === undefined ? null : { text: text.replaceAll(/\\(.)/g, '$1') }
}

/** Comments become a space; what looks like one inside a text stays. */
function withoutComments(schema: string): string {
  const token = /"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g
  return schema.replace(token, (text) => (text.startsWith('/') ? ' ' : text))
}
