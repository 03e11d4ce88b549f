import { spawn } from 'node:child_process'

export interface RunAs {
  uid: number
  gid: number
}

/** Runs a command to its end. `output` is stdout and stderr together; `code` is null when it could not be started. */
export function runCommand(
  command: string,
  before: string[],
  args: string[],
  options: { cwd?: string; runAs?: RunAs | null } = {},
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, [...before, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: command.endsWith('.cmd'),
      ...(options.cwd ? { cwd: options.cwd } : {}),
      ...(options.runAs ?? {}),
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.stderr.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', (error) => resolve({ code: null, output: `${output}${error.message}` }))
    child.on('close', (code) => resolve({ code, output }))
  })
}
