import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

const made: string[] = []

afterAll(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true })
})

/** A Prisma project in a new folder, gone after the test file. `migrations`: name → SQL. */
export async function makeProject(migrations: Record<string, string>, schema = ''): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headgate-cli-project-'))
  made.push(folder)
  await mkdir(join(folder, 'prisma', 'migrations'), { recursive: true })
  const head =
    'generator client {\n  provider = "prisma-client"\n}\n\ndatasource db {\n  provider = "postgresql"\n}\n'
  await writeFile(join(folder, 'prisma', 'schema.prisma'), `${head}\n${schema}`)
  await writeFile(join(folder, 'prisma', 'migrations', 'migration_lock.toml'), 'provider = "postgresql"\n')
  for (const [name, sql] of Object.entries(migrations)) await writeMigration(folder, name, sql)
  return folder
}

export async function writeMigration(project: string, name: string, sql: string): Promise<void> {
  const folder = join(project, 'prisma', 'migrations', name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'migration.sql'), sql)
}

export async function removeMigration(project: string, name: string): Promise<void> {
  await rm(join(project, 'prisma', 'migrations', name), { recursive: true })
}

/** Two migrations of a small shop, and the schema that they lead to. */
export const shop = {
  '20260101000000_init':
    'CREATE TABLE "orders" (\n  "id" SERIAL NOT NULL,\n  "note" TEXT,\n  CONSTRAINT "orders_pkey" PRIMARY KEY ("id")\n);\n',
  '20260102000000_index': 'CREATE INDEX "orders_note_idx" ON "orders"("note");\n',
}

export const shopSchema = `model orders {
  id   Int     @id @default(autoincrement())
  note String?

  @@index([note])
}
`
