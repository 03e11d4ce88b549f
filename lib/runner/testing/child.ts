import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

let bundled: Promise<string> | null = null

/** A runner in a process of its own, which can be killed. */
export async function runnerProcess(environment: Record<string, string>): Promise<ChildProcess> {
  bundled ??= bundle()
  return spawn(process.execPath, ['--enable-source-maps', await bundled], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}

async function bundle(): Promise<string> {
  const folder = join(process.cwd(), '.build')
  mkdirSync(folder, { recursive: true })
  // Beside the other bundles: packages are found from there.
  const outfile = join(folder, `test-runner-${process.pid}.mjs`)
  await build({
    entryPoints: [join(process.cwd(), 'lib/runner/testing/runner-process.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  })
  return outfile
}

/** Call after the last test: workers of the test runner end without their exit handlers. */
export async function removeBundle(): Promise<void> {
  if (bundled) rmSync(await bundled, { force: true })
}

export function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}
