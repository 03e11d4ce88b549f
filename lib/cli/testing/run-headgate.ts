import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { vi } from 'vitest'
import { z } from 'zod'
import { answerSchema } from '../answer-schema'
import { commands } from '../commands/commands'

// Each test starts several processes, and the first of them may make an embedded server.
vi.setConfig({ testTimeout: 180_000 })

export interface Ran {
  code: number | null
  stdout: string
  stderr: string
}

export interface HowToRun {
  cwd?: string
  env?: Record<string, string | undefined>
  /** Told once the process is there, to send it a signal. */
  onStart?: (child: ChildProcess) => void
  /** `pipe`: `onStart` writes what the command reads. */
  stdin?: 'pipe'
}

export const headgateFile = resolve(__dirname, '../../launch/headgate.mjs')

/** The cache that these tests share: the second one finds a cluster that is made already. */
export function sharedCache(): string {
  const folder = join(tmpdir(), `headgate-cli-tests-${userInfo().uid}`)
  mkdirSync(folder, { recursive: true })
  chmodSync(folder, 0o711)
  return folder
}

/** Runs the command as a shell would, without a terminal. */
export function runHeadgate(args: string[], { cwd, env = {}, onStart, stdin }: HowToRun = {}): Promise<Ran> {
  const { DATABASE_URL: _, npm_lifecycle_event: __, NODE_ENV: ___, ...inherited } = process.env
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [headgateFile, ...args], {
      cwd: cwd ?? tmpdir(),
      env: { ...inherited, NODE_ENV: 'production', HEADGATE_CACHE_DIR: sharedCache(), ...env },
      stdio: [stdin ?? 'ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    onStart?.(child)
    child.stdout?.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr?.on('data', (chunk) => {
      stderr += chunk
    })
    child.on('error', fail)
    child.on('close', (code) => done({ code, stdout, stderr }))
  })
}

/** What `--json` printed: exactly one object, and one that the kept JSON schema of the command allows. */
export async function answerOf<T = Record<string, unknown>>(name: string, { stdout }: Ran): Promise<T> {
  const answer = JSON.parse(stdout)
  const command = await commands.find((entry) => entry.name === name)?.load()
  if (!command) throw new Error(`There is no command ${name}.`)
  // As a reader of the JSON schema would check it, not by the types that made it.
  const checked = z.fromJSONSchema((await answerSchema(command)) as never).safeParse(answer)
  if (!checked.success) throw new Error(`${name}: ${z.prettifyError(checked.error)}`)
  return answer as T
}
