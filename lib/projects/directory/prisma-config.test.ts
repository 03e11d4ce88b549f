import { expect, test } from 'vitest'
import { readPrismaConfig } from './prisma-config'

const env = { DATABASE_URL: 'postgresql://env/db', DIRECT: 'postgresql://direct/db', PORT: '6543' }

function read(source: string, file = '/app/prisma.config.ts') {
  const config = readPrismaConfig(source, file, '/app')
  return {
    schema: config.schema.text,
    migrations: config.migrations.text,
    notUnderstood: config.notUnderstood,
    envFiles: config.envFiles,
    url: config.datasource('url', env)?.text,
  }
}

test.each<[string, string, string | null]>([
  ['a text', `export default { schema: './db/a.prisma' }`, '/app/db/a.prisma'],
  [
    'defineConfig with types around it',
    `import { defineConfig, type PrismaConfig } from "prisma/config";
     export default defineConfig({ "schema": "db" as const, earlyAccess: true } satisfies PrismaConfig);`,
    '/app/db',
  ],
  [
    'join of the folder',
    `import path from 'node:path'
     export default { schema: path.join(import.meta.dirname, "db", 'a.prisma') }`,
    '/app/db/a.prisma',
  ],
  ['resolve', `export default { schema: resolve(process.cwd(), 'db') }`, '/app/db'],
  [
    'resolve of __dirname',
    `module.exports = { schema: require('path').resolve(__dirname, 'db') }`,
    '/app/db',
  ],
  [
    'CommonJS',
    `const path = require('path'); module.exports = { schema: path.join('db', 's') }`,
    '/app/db/s',
  ],
  [
    'a folder that is worked out',
    `const here = path.dirname(fileURLToPath(import.meta.url))
     export default defineConfig({ schema: path.join(here, 'db') })`,
    '/app/db',
  ],
  [
    'a URL',
    `export default { schema: new URL('./db/a.prisma', import.meta.url).pathname }`,
    '/app/db/a.prisma',
  ],
  ['a constant', `const config: PrismaConfig = { schema: 'db' }\nexport default config`, '/app/db'],
  [
    'a constant of constants and a template',
    `const base = 'packages/db'
     const places = { schema: \`\${base}/schema\` }
     export default defineConfig(() => ({ schema: places.schema }))`,
    '/app/packages/db/schema',
  ],
  ['a spread', `const common = { schema: 'db' }\nexport default { ...common, views: {} }`, '/app/db'],
  ['a function', `export default defineConfig(() => { const a = 1; return { schema: 'db' } })`, '/app/db'],
  [
    'an async function',
    `export default async function config(a: X): Promise<Y> { return { schema: 'db' } }`,
    '/app/db',
  ],
  ['a shorthand', `const schema = 'db'\nexport default { schema }`, '/app/db'],
  ['the default of a variable', `export default { schema: process.env.SCHEMA ?? 'db' }`, '/app/db'],
  [
    'what only looks like it',
    `// schema: 'no'
     const text = "schema: 'no'" /* schema: 'no' */
     export default { migrations: { schema: 'no' }, tables: { external: ['schema'] }, schema: 'db' }`,
    '/app/db',
  ],
  ['nothing', `export default { migrations: { path: 'm' } }`, null],
])('reads the schema of %s', (_name, source, expected) => {
  expect(read(source).schema).toBe(expected)
})

test('paths are relative to the file', () => {
  expect(read(`export default { schema: '../db' }`, '/app/.config/prisma.ts').schema).toBe('/app/db')
})

test('what is computed is named, and what is not there is not', () => {
  expect(
    read(`export default { schema: pick(), migrations: { path: a ? 'b' : 'c' } }`).notUnderstood,
  ).toEqual(['schema', 'migrations.path'])
  expect(read('export default {}').notUnderstood).toEqual([])
  expect(read(`export default { ...load(), views: {} }`).notUnderstood).toEqual(['schema', 'migrations.path'])
  expect(read('').notUnderstood).toEqual([])
})

test.each<[string, string | null | undefined]>([
  [`env('DATABASE_URL')`, env.DATABASE_URL],
  [`env<Env>("DATABASE_URL")`, env.DATABASE_URL],
  ['process.env.DATABASE_URL', env.DATABASE_URL],
  ['process.env.DATABASE_URL!', env.DATABASE_URL],
  [`process.env['DATABASE_URL'] as string`, env.DATABASE_URL],
  [`process.env.NONE ?? process.env.DIRECT`, env.DIRECT],
  [`process.env.NONE || 'postgresql://literal/db'`, 'postgresql://literal/db'],
  [`process.env.NONE\n ?? env("DIRECT")`, env.DIRECT],
  [`\`postgresql://u:\${process.env.NONE ?? "p"}@h:\${env("PORT")}/db\``, 'postgresql://u:p@h:6543/db'],
  [`'postgresql://h:' + process.env.PORT + '/db'`, 'postgresql://h:6543/db'],
  ['process.env.NONE', null],
  [`process.env.DIRECT && 'postgresql://literal/db'`, 'postgresql://literal/db'],
  [`process.env.NONE && 'postgresql://literal/db'`, null],
  [`\`postgresql://\${process.env.NONE}/db\``, null],
  ['process.env.NODE_ENV === "test" ? "a" : "b"', undefined],
  ['await secret()', undefined],
])('reads datasource.url = %s', (expression, expected) => {
  expect(
    read(`export default defineConfig({ datasource: { url: ${expression}, }, schema: 'db' })`),
  ).toMatchObject({
    url: expected,
    schema: '/app/db',
  })
})

test('follows variables that are taken apart, and the files they come from', () => {
  const source = `import { config as load } from 'dotenv'
    load({ path: ['.env.local'], override: true })
    dotenv.config({ path: path.resolve(__dirname, '../../.env'), quiet: true })
    const { DATABASE_URL, DIRECT: direct = 'x' } = process.env
    if (!DATABASE_URL) { throw new Error(\`no \${"url"} {\`) }
    export default defineConfig({ datasource: { url: direct } })`
  expect(read(source)).toMatchObject({ url: env.DIRECT, envFiles: ['/.env'] })
})

test('sees what is spread in on a condition, and that the rest is not there', () => {
  const source = `export default { datasource: { ...(process.env.DIRECT && { url: env('DIRECT') }) } }`
  const config = readPrismaConfig(source, '/app/prisma.config.ts', '/app')
  expect(config.datasource('url', env)?.text).toBe(env.DIRECT)
  expect(config.datasource('directUrl', env)).toBeNull()
})

test('never fails, whatever the text', () => {
  const source = `export default defineConfig({ schema: path.join("a", \`b\${c}\`), datasource: { url: env('X') } })`
  for (let end = 0; end <= source.length; end += 1) {
    expect(() => read(source.slice(0, end))).not.toThrow()
    expect(() => read(source.slice(end))).not.toThrow()
  }
  for (const odd of [
    '{{{',
    '}}}',
    ')](',
    'const',
    'export default',
    'a ? b',
    '`${',
    "'",
    '...',
    'x => ',
    '😀',
  ])
    expect(() => read(odd)).not.toThrow()
})
