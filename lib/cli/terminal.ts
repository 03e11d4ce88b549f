import { createPaint, type Paint } from './paint'
import { createProgress, type Progress } from './progress'

/** The person, or the machine, at the other end. Only answers go to stdout, and they are not written here. */
export interface Terminal {
  /** Somebody can be asked: stdin and stderr are terminals, and the answer is not for a machine. */
  interactive: boolean
  /** For stderr. */
  paint: Paint
  /** A line on stderr. */
  log(line: string): void
  /** Asks on stderr; false unless the answer is yes. Only where `interactive`. */
  confirm(question: string, signal?: AbortSignal): Promise<boolean>
  /** A line on stderr that is drawn over; on no terminal nothing at all. */
  progress(): Progress
}

export function createTerminal(options: { json: boolean; coloured: boolean }): Terminal {
  const interactive = process.stdin.isTTY === true && process.stderr.isTTY === true && !options.json
  return {
    interactive,
    paint: createPaint(options.coloured),
    log: (line) => void process.stderr.write(`${line}\n`),
    confirm: (question, signal) => confirm(question, signal),
    progress: () => createProgress(process.stderr, options.json),
  }
}

/** Ctrl-D is a no; Ctrl-C ends the command as it does anywhere else. */
async function confirm(question: string, signal?: AbortSignal): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises')
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  asking.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const closed = new Promise<string>((resolve) => asking.once('close', () => resolve('')))
  try {
    const reply = asking.question(`${question} [y/N] `, signal ? { signal } : {})
    return /^\s*(y|yes)\s*$/i.test(await Promise.race([reply, closed]))
  } catch (error) {
    if ((error as Error).name === 'AbortError') return false
    throw error
  } finally {
    asking.close()
  }
}
