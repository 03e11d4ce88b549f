import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface ToolRun {
  code: number | null
  /** The program's own error lines, newest last. */
  errors: string[]
}

/** A program that does not end by itself within this after SIGTERM is killed. */
const graceMs = 5_000

/**
 * Runs a client program to its end. `onLine` gets each line of its standard error, where `--verbose` tells progress.
 * An aborted signal ends it; the promise resolves only when it is gone. `onStart` gets its process id.
 */
export function runTool(
  program: string,
  parameters: string[],
  environment: NodeJS.ProcessEnv,
  options: {
    onLine?: (line: string) => void
    onStart?: (pid: number) => void
    signal?: AbortSignal | undefined
  },
): Promise<ToolRun & { output: string }> {
  const { onLine, onStart, signal } = options
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return resolve({ code: null, errors: [], output: '' })
    const child = spawn(program, parameters, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    const errors: string[] = []
    let output = ''
    let killing: NodeJS.Timeout | undefined
    const stop = () => {
      child.kill('SIGTERM')
      killing = setTimeout(() => child.kill('SIGKILL'), graceMs)
    }
    signal?.addEventListener('abort', stop, { once: true })
    if (child.pid !== undefined) onStart?.(child.pid)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (/error|detail|hint|fatal|could not/i.test(line))
        errors.splice(0, Math.max(0, errors.push(line) - 40))
      onLine?.(line)
    })
    const settle = () => {
      clearTimeout(killing)
      signal?.removeEventListener('abort', stop)
    }
    child.once('error', (error) => {
      settle()
      reject(error)
    })
    child.once('close', (code) => {
      settle()
      resolve({ code, errors, output })
    })
  })
}
