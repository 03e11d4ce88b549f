import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, expect, type Page } from '@playwright/test'
import type pg from 'pg'
import { serverRows } from './server-rows'

export const port = Number(process.env.HEADGATE_E2E_PORT ?? 4310)
export const origin = `http://localhost:${port}`
export const dataDir =
  process.env.HEADGATE_E2E_DATA ?? join(dirname(fileURLToPath(import.meta.url)), '../.build/e2e-data')

const accounts = {
  author: 'author@headgate.local',
  reviewer: 'reviewer@headgate.local',
  administrator: 'admin@headgate.local',
}
export type Account = keyof typeof accounts

/** The password that the demo made up and printed. */
export function password(): string {
  const { password: text } = JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8')) as {
    password: string
  }
  return text
}

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>
const sessions = new Map<Account, Cookies>()

/** Through the form the first time; later the same session, so that no limit of attempts is near. */
export async function signIn(page: Page, account: Account): Promise<void> {
  await page.context().clearCookies()
  const known = sessions.get(account)
  if (known) return page.context().addCookies(known)
  await signInAs(page, accounts[account], password())
  sessions.set(account, await page.context().cookies())
}

export async function signInAs(page: Page, email: string, secret: string): Promise<void> {
  await page.context().clearCookies()
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password').fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).not.toHaveURL(/sign-in/)
}

/** Rows of a database of the demo's server, read as its administrator: what is really there, past every screen. */
export function rows<Row extends pg.QueryResultRow>(
  database: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return serverRows<Row>(dataDir, database, sql, values)
}

/** Names of the columns of a table, sorted. */
export async function columns(database: string, table: string): Promise<string[]> {
  const found = await rows<{ name: string }>(
    database,
    'SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 ORDER BY 1',
    [table],
  )
  return found.map((row) => row.name)
}

/** Migrations that the ledger of a database says are applied. */
export async function applied(database: string): Promise<string[]> {
  const found = await rows<{ name: string }>(
    database,
    `SELECT migration_name AS name FROM _prisma_migrations
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY started_at`,
  )
  return found.map((row) => row.name)
}
