import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import pg from 'pg'
import { dataDir } from './demo'
import { serverRows, serverUrl } from './server-rows'

/** A Prisma project in a folder and a database of its own, which no other test touches. */
export class OwnProject {
  private constructor(
    readonly slug: string,
    readonly folder: string,
    /** On the server of `dataDir`, owned by a role of the same name that is no superuser. */
    readonly database: string,
    readonly url: string,
    readonly dataDir: string,
  ) {}

  static async create(slug: string, at = dataDir): Promise<OwnProject> {
    const folder = await mkdtemp(join(tmpdir(), `headgate-e2e-${slug}-`))
    const database = slug.replaceAll('-', '_')
    const secret = randomBytes(18).toString('base64url')
    await serverRows(at, 'postgres', `CREATE ROLE ${database} LOGIN CREATEDB PASSWORD '${secret}'`)
    await serverRows(at, 'postgres', `CREATE DATABASE ${database} OWNER ${database}`)
    const url = await serverUrl(at, database)
    Object.assign(url, { username: database, password: secret })
    const project = new OwnProject(slug, folder, database, url.href, at)
    await project.#write(join('prisma', 'schema.prisma'), schema)
    await project.#write(join('prisma', 'migrations', 'migration_lock.toml'), 'provider = "postgresql"\n')
    return project
  }

  migration(name: string, sql: string): Promise<void> {
    return this.#write(join('prisma', 'migrations', name, 'migration.sql'), sql)
  }

  rows<Row extends Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return serverRows<Row>(this.dataDir, this.database, sql, values)
  }

  /** A script as the role that owns the database, as its own tools would run it. */
  async asOwner(script: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.url })
    await client.connect()
    try {
      await client.query(script)
    } finally {
      await client.end()
    }
  }

  applied(): Promise<{ name: string }[]> {
    return this.rows(`SELECT migration_name AS name FROM _prisma_migrations
      WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY started_at`)
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }

  async #write(path: string, text: string): Promise<void> {
    const file = join(this.folder, path)
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(file, text)
  }
}

/** Migrations are what is deployed; the schema only has to be one. */
const schema = `datasource db {
  provider = "postgresql"
}

generator client {
  provider = "prisma-client"
  output   = "../generated"
}
`

/** Connects the folder and then the database, as a person does it who is signed in as an administrator. */
export async function connectProject(
  page: Page,
  project: OwnProject,
  kind: 'Development' | 'Staging' | 'Production' = 'Development',
): Promise<void> {
  await page.goto('/connect')
  await page.getByLabel('Folder of the project').fill(project.folder)
  await page.getByRole('button', { name: 'Look there' }).click()
  await page.getByLabel('Name', { exact: true }).fill(project.slug)
  await page.getByRole('button', { name: 'Connect the project' }).click()
  await expect(page).toHaveURL(new RegExp(`/connect\\?project=${project.slug}$`))
  await fillEnvironment(page, kind, project.url)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(page.getByRole('link', { name: 'Open the overview' })).toBeVisible({ timeout: 60_000 })
}

export async function fillEnvironment(page: Page, kind: string, url: string): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(kind)
  await choose(page, 'Kind', kind)
  await page.getByLabel('Connection string', { exact: true }).fill(url)
}

/** One of the options of a list that opens. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: new RegExp(`^${option}`) }).click()
}

/** Resolves to the path of the request's page. `upTo`: part of a migration's name; without it all that is pending. */
export async function openRequest(
  page: Page,
  { slug }: { slug: string },
  environment: string,
  title: string,
  upTo?: string,
): Promise<string> {
  await page.goto(`/p/${slug}/deploy-requests/new?environment=${environment}`)
  if (upTo) await page.getByRole('radio', { name: new RegExp(upTo) }).click()
  await page.getByLabel('Title').fill(title)
  await page.getByRole('button', { name: 'Open deploy request' }).click()
  await expect(page).toHaveURL(/deploy-requests\/\d+$/, { timeout: 60_000 })
  return new URL(page.url()).pathname
}

/** Answers for every finding that stops the gate of the request that is open: how many depends on the machine's speed. */
export async function acceptFindings(page: Page, reason: string): Promise<void> {
  const buttons = page.getByRole('button', { name: 'Accept…' })
  for (let left = await buttons.count(); left > 0; left--) {
    await buttons.first().click()
    await page.getByLabel('Why it may happen here').fill(reason)
    await page.getByRole('button', { name: 'Accept it on this plan' }).click()
    await expect(buttons).toHaveCount(left - 1)
  }
}

/** Presses the button of the request that is open, and resolves to the path of the run's page. */
export async function startDeploy(page: Page): Promise<string> {
  await page.getByRole('button', { name: /^Deploy to/ }).click()
  await expect(page).toHaveURL(/\/runs\//)
  return new URL(page.url()).pathname
}

export async function deploy(
  page: Page,
  project: { slug: string },
  environment: string,
  title: string,
): Promise<string> {
  await openRequest(page, project, environment, title)
  const run = await startDeploy(page)
  await expect(page.getByRole('link', { name: 'Roll back…' })).toBeVisible({ timeout: 90_000 })
  return run
}

/** Brings edited or added files in, as the button of the settings does. */
export async function readFilesAgain(page: Page, { slug }: { slug: string }): Promise<void> {
  await page.goto(`/p/${slug}/settings`)
  await page.getByRole('button', { name: 'Read the files again' }).click()
  await expect(page.getByText('The files have changed.')).toBeVisible()
}
