import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, type Page } from '@playwright/test'
import { freePort, stopServers } from '../lib/databases/embedded/server'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A second Headgate, begun from nothing with `npm start`'s own command; data folder and port are its own. */
export class OwnHeadgate {
  #process: ChildProcess | null = null
  #output = ''

  private constructor(
    readonly dataDir: string,
    readonly port: number,
  ) {}

  static async create(name: string): Promise<OwnHeadgate> {
    const dataDir = await mkdtemp(join(tmpdir(), `headgate-e2e-${name}-`))
    const port = await freePort(0)
    if (port === null) throw new Error('No port is free.')
    return new OwnHeadgate(dataDir, port)
  }

  get origin(): string {
    return `http://localhost:${this.port}`
  }

  /** What the terminal has shown since the last start. */
  get output(): string {
    return this.#output
  }

  /** The supervisor's process. */
  get pid(): number {
    return this.#process?.pid ?? 0
  }

  /** Resolves when the terminal says that it is ready. */
  async start(): Promise<void> {
    const { HEADGATE_DATABASE_URL: _, HEADGATE_PUBLIC_URL: __, ...environment } = process.env
    const args = ['lib/launch/bootstrap.mjs', 'start', '--port', String(this.port)]
    this.#output = ''
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...environment, HEADGATE_DATA_DIR: this.dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        this.#output += chunk
      })
    }
    this.#process = child
    const state = () => (child.exitCode === null ? this.#output : `ended: ${this.#output}`)
    await expect.poll(state, { timeout: 90_000 }).toContain('Headgate is ready')
    await expect.poll(state).toContain('Ctrl-C stops it')
  }

  get setupCode(): string | null {
    return /the one-time code is (\S+)/.exec(this.#output)?.[1] ?? null
  }

  /** The supervisor alone, with no chance to end anything in order. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** In order, and its data folder with it. */
  async remove(): Promise<void> {
    await this.#end('SIGTERM')
    await stopServers(this.dataDir)
    await rm(this.dataDir, { recursive: true, force: true })
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
}

/** As the first visit goes: the code from the terminal, a name and a password. */
export async function setUp(page: Page, headgate: OwnHeadgate, code: string): Promise<void> {
  await page.goto(`${headgate.origin}/setup`)
  await fillSetup(page, code)
  await page.getByRole('button', { name: 'Create the administrator' }).click()
  await expect(page).toHaveURL(/\/connect$/)
}

export const firstAdministrator = { email: 'first@headgate.local', password: 'the very first password' }

export async function fillSetup(page: Page, code: string): Promise<void> {
  await page.getByLabel('Setup code').fill(code)
  await page.getByLabel('Your name').fill('Fay First')
  await page.getByLabel('E-mail address').fill(firstAdministrator.email)
  await page.getByLabel('Password').fill(firstAdministrator.password)
}
