import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { connectionOf } from './connection'

let root: string

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'headgate-connection-')))
})

const config = (datasource: string) => ({
  'package.json': '{}',
  'prisma/schema.prisma': 'datasource db {\n  provider = "postgresql"\n}\n',
  'prisma.config.ts': `export default defineConfig({ schema: 'prisma/schema.prisma', datasource: { ${datasource} } })`,
})

const old = (properties: string) => ({
  'prisma/schema.prisma': `datasource db {\n  provider = "postgresql"\n  // url = "postgresql://no"\n  ${properties}\n}\n`,
})

async function connection(files: Record<string, string>, env: Record<string, string> = {}) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const result = await connectionOf(root, env)
  if (!result.ok) throw new Error(result.failure.why)
  return result.value
}

test.each<[string, Record<string, string>, Record<string, string>, string | null, string | null]>([
  [
    'prisma.config.ts with a variable of the process',
    { ...config(`url: env('APP_DB')`), '.env': 'APP_DB=postgresql://file/a' },
    { APP_DB: 'postgresql://process/a' },
    'postgresql://process/a',
    'datasource.url of prisma.config.ts: APP_DB',
  ],
  [
    'prisma.config.ts with a variable of .env',
    {
      ...config('url: process.env.APP_DB!'),
      '.env': `HOST=h:5433\r\nAPP_DB="postgresql://u:p$x@\${HOST}/a?b=c#d"\r\n`,
    },
    {},
    'postgresql://u:p$x@h:5433/a?b=c#d',
    'datasource.url of prisma.config.ts: APP_DB of .env',
  ],
  [
    'the file that the configuration loads',
    {
      ...config(`url: env('APP_DB')`),
      'prisma.config.ts': `dotenv.config({ path: './config/app.env' }); ${config(`url: env('APP_DB')`)['prisma.config.ts']}`,
      'config/app.env': 'APP_DB=postgres://loaded/a',
      '.env': 'APP_DB=postgres://usual/a',
    },
    {},
    'postgres://loaded/a',
    'datasource.url of prisma.config.ts: APP_DB of config/app.env',
  ],
  [
    'the direct address of an older schema',
    {
      ...old('url = env("POOLED")\n  directUrl = env("DIRECT")'),
      'prisma/.env': 'POOLED=postgres://pool/a\nDIRECT=postgres://direct/a',
    },
    {},
    'postgres://direct/a',
    'directUrl of schema.prisma: DIRECT of prisma/.env',
  ],
  [
    'a text in the schema',
    old('url = "postgres://u:p@h/a"'),
    {},
    'postgres://u:p@h/a',
    'url of schema.prisma',
  ],
  [
    'the literal that stands in for a variable',
    config(`url: process.env.NONE ?? 'postgres://literal/a'`),
    { DATABASE_URL: 'postgres://other/a' },
    'postgres://literal/a',
    'datasource.url of prisma.config.ts',
  ],
  [
    'DATABASE_URL, when nothing names another',
    config(''),
    { DATABASE_URL: 'postgres://other/a' },
    'postgres://other/a',
    'DATABASE_URL',
  ],
  ['nothing', config(''), {}, null, null],
])('takes %s', async (_name, files, env, url, from) => {
  expect(await connection(files, env)).toMatchObject({ url, from })
})

test('finds the shadow of either', async () => {
  const env = { SHADOW: 'postgres://shadow/a' }
  expect(await connection(config(`shadowDatabaseUrl: env('SHADOW')`), env)).toMatchObject({
    url: null,
    shadowUrl: env.SHADOW,
  })
})

test('says what was passed over, and never the address', async () => {
  const files = {
    ...old('url = env("DATABASE_URL")\n  directUrl = env("DIRECT")'),
    'prisma.config.js': `module.exports = { datasource: { url: pick('secret') } }`,
  }
  const found = await connection(files, { DATABASE_URL: 'prisma://accelerate/?api_key=secret' })
  expect(found.url).toBeNull()
  expect(found.notes).toEqual([
    'datasource.url of prisma.config.js is computed, and it is not run.',
    'directUrl of schema.prisma is DIRECT, which is not set.',
    expect.stringContaining('url of schema.prisma is no PostgreSQL address'),
    expect.stringContaining('DATABASE_URL is no PostgreSQL address'),
  ])
  expect(JSON.stringify(found)).not.toContain('secret')
})

test('a folder without a project has the connection of its .env', async () => {
  expect(await connection({ '.env': 'DATABASE_URL=postgres://h/a' })).toMatchObject({
    url: 'postgres://h/a',
    from: 'DATABASE_URL of .env',
  })
})
