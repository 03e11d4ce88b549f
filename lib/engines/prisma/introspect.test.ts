import { beforeAll, expect, it } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { ok } from '../../domain/failure'
import type { Introspected } from '../engine'
import { createShadowProvider } from '../shadow'
import { createPrismaEngine } from './engine'

const header = `generator client {
  provider = "prisma-client-js"
}

datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
`

let createDatabase: (prefix?: string) => Promise<string>
let serverUrl: string

beforeAll(async () => {
  const server = await testServer()
  createDatabase = server.createDatabase
  serverUrl = server.url
})

async function introspected(
  script: string,
  content: string,
  options: { namespaces: string[] | null; fresh: boolean },
): Promise<Introspected> {
  const url = await createDatabase('introspect')
  const session = await postgres.open(url, { applicationName: 'test' })
  if (!session.ok) throw new Error(session.failure.why)
  await session.value.script(script)
  await session.value.close()
  const shadows = createShadowProvider({ database: postgres, embedded: async () => ok({ url: serverUrl }) })
  const target = { url, shadow: { url, givenUrl: null } }
  const answer = await createPrismaEngine({ shadows }).introspect(
    target,
    [{ path: 'schema.prisma', content }],
    options,
  )
  if (!answer.ok) throw new Error(`${answer.failure.code}: ${answer.failure.why}`)
  return answer.value
}

const users = 'create table users (id serial primary key, name text not null)'

it('writes models, and says what its schema cannot express', async () => {
  const found = await introspected(`${users}; alter table users add check (length(name) > 2)`, header, {
    namespaces: null,
    fresh: true,
  })
  expect(found.files[0]?.content).toContain('model users {')
  expect(found.files[0]?.content).toContain('@default(autoincrement())')
  expect(found.warnings).toMatch(/constraint/i)
})

it('keeps the names of models that are there', async () => {
  const kept = await introspected(
    users,
    `${header}\nmodel User {\n  id Int @id @default(autoincrement())\n  name String\n\n  @@map("users")\n}\n`,
    { namespaces: null, fresh: false },
  )
  expect(kept.files[0]?.content).toContain('model User {')
})

it('reads the schemas that it is told', async () => {
  const found = await introspected(
    `${users}; create schema shop; create table shop.orders (id integer primary key)`,
    `datasource db {\n  provider = "postgresql"\n  schemas = ["public", "shop"]\n}\n`,
    { namespaces: ['public', 'shop'], fresh: true },
  )
  expect(found.files[0]?.content).toContain('@@schema("shop")')
})

it('writes nothing for an empty database', async () => {
  const found = await introspected('', header, { namespaces: null, fresh: true })
  expect(found.files.map((file) => file.content).join('')).not.toContain('model')
})
