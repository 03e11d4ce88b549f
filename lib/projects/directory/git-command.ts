import { execFile } from 'node:child_process'

/** Nothing that a repository's own configuration names is run, and nothing is fetched or written. */
const settings = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'protocol.allow=never',
  'log.showSignature=false',
  'core.alternateRefsCommand=',
  'core.quotePath=false',
].flatMap((setting) => ['-c', setting])

const TIME_LIMIT_MS = 15_000
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024

/** What git answered; `error` is the first line of what it complained about. */
export type GitAnswer = { ok: true; output: Buffer } | { ok: false; error: string }

/** Runs git on a folder, reading only. Never throws: a missing git, a timeout and a refusal are answers. */
export function git(folder: string, args: string[], input = ''): Promise<GitAnswer> {
  return new Promise((resolve) => {
    const child = execFile(
      'git',
      ['--no-pager', ...settings, '-C', folder, ...args],
      {
        encoding: 'buffer',
        env: environment() as NodeJS.ProcessEnv,
        maxBuffer: MAX_OUTPUT_BYTES,
        timeout: TIME_LIMIT_MS,
        killSignal: 'SIGKILL',
        windowsHide: true,
      },
      (error, output, complaint) => {
        if (!error) return resolve({ ok: true, output })
        if (error.code === 'ENOENT') return resolve({ ok: false, error: 'there is no git on this machine' })
        if (error.killed) return resolve({ ok: false, error: 'git took too long' })
        const [line = ''] = complaint.toString('utf8').trim().split('\n')
        resolve({ ok: false, error: line || error.message })
      },
    )
    // Git may end before it has read all of it.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
  })
}

/** Ours without what would point git elsewhere (a hook that starts Headgate sets these). */
function environment(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GIT_') || name === 'GIT_EXEC_PATH' || name.startsWith('GIT_CONFIG'),
  )
  return {
    ...Object.fromEntries(kept),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    LC_ALL: 'C',
  }
}
