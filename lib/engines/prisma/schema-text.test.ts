import { expect, test } from 'vitest'
import { readableSchema, schemaSettings } from './schema-text'

function read(content: string) {
  const { files, notes } = readableSchema([{ path: 'schema.prisma', content }])
  return { text: files[0]?.content ?? '', notes }
}

test('leaves out how to connect, and says so', () => {
  const { text, notes } = read(`datasource db {
  provider          = "postgresql"
  url               = env("DATABASE_URL") // the pooler {
  directUrl         = env("DIRECT_URL")
  shadowDatabaseUrl = env("SHADOW")
  schemas           = ["public", "audit"]
}

model A {
  id Int @id
}
`)
  expect(text).toBe(`datasource db {
  provider = "postgresql"
  schemas = ["public", "audit"]



}

model A {
  id Int @id
}
`)
  expect(notes).toEqual([
    'schema.prisma: url, directUrl, shadowDatabaseUrl of the datasource left out: environments bring their own connection.',
  ])
})

test('keeps the preview features that mean something to the database, and names the others', () => {
  const { text, notes } = read(`generator client {
  provider        = "prisma-client-js"
  previewFeatures = ["metrics", "views", // a comment
    "postgresqlExtensions"]
  binaryTargets   = ["native", "rhel-openssl-1.0.x"]
}
`)
  expect(text).toContain('previewFeatures = ["views", "postgresqlExtensions"]')
  expect(text).not.toContain('binaryTargets')
  expect(text.split('\n')).toHaveLength(7)
  expect(notes).toEqual(['schema.prisma: preview feature metrics left out: no effect on the database.'])
})

test('gives braces lines of their own', () => {
  expect(
    read(
      'datasource db { provider = "postgresql" url = env("X") }\nenum Role { ADMIN }\nmodel A\n{\n  id Int @id }',
    ).text,
  ).toBe(
    'datasource db {\n  provider = "postgresql"\n}\nenum Role {\n ADMIN \n}\nmodel A {\n  id Int @id \n}',
  )
})

test('does not take braces of strings and comments for braces', () => {
  const schema = `/// a { brace
model A {
  id   Int    @id
  json Json   @default("{\\"a\\": \\"}\\"}") // }
  url  String @default("https://x")
}
`
  expect(read(schema)).toEqual({ text: schema, notes: [] })
})

test('several files stay apart', () => {
  const { files } = readableSchema([
    { path: 'base.prisma', content: 'datasource db {\n  provider = "postgresql"\n}\n' },
    { path: 'models/a.prisma', content: '\uFEFFmodel A {\r\n  id Int @id\r\n}\r\n' },
  ])
  expect(files.map((file) => file.path)).toEqual(['base.prisma', 'models/a.prisma'])
  expect(files[1]?.content).toBe('model A {\n  id Int @id\n}\n')
})

test('takes one of several providers, or one of the environment, to be PostgreSQL', () => {
  const several = read('datasource db {\n  provider = ["sqlite", "postgresql"]\n}\n')
  expect(several.text).toBe('datasource db {\n  provider = "postgresql"\n}\n')
  expect(several.notes).toEqual([expect.stringContaining('is one of ["sqlite", "postgresql"]')])
  const variable = read('datasource db {\n  provider = env("PROVIDER")\n}\n')
  expect(variable.text).toBe('datasource db {\n  provider = "postgresql"\n}\n')
  expect(variable.notes).toEqual([expect.stringContaining('comes from the environment')])
})

test('settings are the datasource and the generators, whatever state the models are in', () => {
  const files = [
    { path: 'a.prisma', content: '\uFEFFmodel Broken {\r\n  id Nothing @what(\r\n}\r\n' },
    {
      path: 'base.prisma',
      content: `generator client {
  provider        = "prisma-client-js"
  previewFeatures = ["postgresqlExtensions"]
}
model B { id Int }
datasource db {
  provider   = "postgresql"
  url        = env("X")
  extensions = [pgcrypto]
  schemas    = ["public", "audit"]
}
`,
    },
  ]
  expect(schemaSettings(files)).toEqual([
    {
      path: 'base.prisma',
      content: expect.stringMatching(
        /^generator client \{\n.*\n.*"postgresqlExtensions".*\n\}\s*datasource db \{\n.*postgresql.*\n.*pgcrypto.*\n.*audit/,
      ),
    },
  ])
  expect(schemaSettings(files)[0]?.content).not.toContain('model')
  expect(schemaSettings([{ path: 'a.prisma', content: 'model A {' }])).toEqual([
    { path: 'datasource.prisma', content: 'datasource db {\n  provider = "postgresql"\n}\n' },
  ])
})
