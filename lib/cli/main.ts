import { resolve } from 'node:path'
import { openLocal } from '../composition/local'
import { type Failure, fail, type Result } from '../domain/failure'
import type { Answered, Command } from './command'
import { commands } from './commands/commands'
import { type ExitCode, exitCodes } from './exit-codes'
import { exitOfFailure, failureAnswer, failureText } from './failed'
import { findUrl } from './find-url'
import { createPaint, type Paint, wantsColour } from './paint'
import { type ParsedArguments, parseFor, splitCommand, wrong } from './parse'
import { suggest } from './suggest'
import { createTerminal } from './terminal'
import { tolerateClosedPipes, write } from './write'

export interface Start {
  version: string
  engineWorker: string
}

/** Runs one command line. Sets the process's exit code; whatever happens, nothing but the answer goes to stdout. */
export async function main(args: string[], start: Start): Promise<void> {
  tolerateClosedPipes()
  const json = args.includes('--json')
  const coloured = (stream: NodeJS.WriteStream) =>
    wantsColour(stream, args.includes('--no-color'), process.env)
  const paint = createPaint(coloured(process.stdout))
  const signals = new AbortController()
  const stop = stopOnce(signals)
  try {
    const answered = await runLine(args, start, { json, paint, signal: signals.signal })
    if (typeof answered === 'string') await write(process.stdout, answered)
    else if (json) await write(process.stdout, `${JSON.stringify(answered.answer, null, 2)}\n`)
    else await write(answered.stream, `${answered.text.trimEnd()}\n`)
    process.exitCode = typeof answered === 'string' ? exitCodes.ok : answered.exit
  } finally {
    stop()
    // What was left waiting would keep the process.
    if (signals.signal.aborted) process.exit()
  }
}

interface Said {
  exit: ExitCode
  answer: unknown
  text: string
  stream: NodeJS.WriteStream
}

interface Line {
  json: boolean
  paint: Paint
  signal: AbortSignal
}

/** A text: help, or the version. */
async function runLine(args: string[], start: Start, line: Line): Promise<Said | string> {
  const { name, rest } = splitCommand(args)
  if (name === null) return await withoutCommand(rest, start, line)
  const entry = commands.find((command) => command.name === name)
  if (!entry) {
    if (name === 'help') return await helpFor(rest[0] ?? null, line.paint)
    const meant = suggest(
      name,
      commands.map((command) => command.name),
    )
    return sayFailure(
      wrong(null, `There is no command ${name}.${meant ? ` Did you mean ${meant}?` : ''}`),
      line,
    )
  }
  const command = await entry.load()
  const parsed = parseFor(command, rest)
  if (!parsed.ok) return sayFailure(parsed, line)
  if (parsed.value.values.help === true) return await helpFor(name, line.paint)
  const result = await attempt(() => runCommand(command, parsed.value, start, line))
  if (!result.ok) return sayFailure(result, line)
  const { exit, answer, text } = result.value
  return { exit, answer, text: text(line.paint), stream: process.stdout }
}

async function withoutCommand(rest: string[], start: Start, line: Line): Promise<Said | string> {
  if (rest.includes('--version') || rest.includes('-V')) return `${start.version}\n`
  if (rest.includes('--help') || rest.includes('-h')) return await helpFor(null, line.paint)
  const parsed = parseFor({ name: '', options: {} }, rest)
  if (!parsed.ok) return sayFailure(parsed, line)
  return sayFailure(
    wrong(null, `Which command? There are ${commands.map(({ name }) => name).join(', ')}.`),
    line,
  )
}

async function helpFor(name: string | null, paint: Paint): Promise<string> {
  const { helpOf, helpOfAll } = await import('./help')
  const one = commands.find((command) => command.name === name)
  if (one) return helpOf(await one.load(), paint)
  return helpOfAll(await Promise.all(commands.map((command) => command.load())), paint)
}

async function runCommand(
  command: Command,
  { values, positionals }: ParsedArguments,
  start: Start,
  { json, signal }: Line,
): Promise<Result<Answered>> {
  const projectDir = resolve(typeof values.project === 'string' ? values.project : '.')
  const opened = await openLocal({
    projectDir,
    url: null,
    shadowUrl: typeof values['shadow-url'] === 'string' ? values['shadow-url'] : null,
    engineWorker: start.engineWorker,
    startsProject: command.startsProject === true,
  })
  if (!opened.ok) return opened
  const local = opened.value
  const coloured = wantsColour(process.stderr, values['no-color'] === true, process.env)
  let acting = false
  const acts = () => {
    acting = true
  }
  const terminal = createTerminal({ json, coloured })
  const invocation = { values, positionals, signal, json, acts, terminal }
  try {
    const url = typeof values.url === 'string' ? values.url : await findUrl(projectDir, process.env)
    if (!command.needsDatabase) return await unlessStopped(command.run({ ...local, url }, invocation))
    if (url === null)
      return fail(
        'usage_wrong',
        'No database is named: give --url, or set DATABASE_URL, in the environment or in the project’s .env.',
        { next: `headgate ${command.name} --url postgresql://user:password@host:5432/database` },
      )
    return await unlessStopped(command.run({ ...local, url }, invocation))
  } finally {
    await local.close()
  }

  /** Before the first act a signal ends the waiting at once; what still runs then only reads. */
  function unlessStopped(work: Promise<Result<Answered>>): Promise<Result<Answered>> {
    const stopped = new Promise<Result<Answered>>((settle) => {
      const onAbort = () => {
        if (!acting) settle(fail('run_cancelled', 'A signal stopped it before anything was done.'))
      }
      signal.addEventListener('abort', onAbort, { once: true })
    })
    return Promise.race([work, stopped])
  }
}

/** Mistakes of the program itself get their words, too, and never a stack on stdout. */
async function attempt(work: () => Promise<Result<Answered>>): Promise<Result<Answered>> {
  try {
    return await work()
  } catch (error) {
    const { asFailure } = await import('./failed')
    return { ok: false, failure: asFailure(error) }
  }
}

function sayFailure({ failure }: { ok: false; failure: Failure }, { paint }: Line): Said {
  const answer = failureAnswer(failure)
  return { exit: exitOfFailure(failure), answer, text: failureText(answer, paint), stream: process.stderr }
}

/** The first signal asks; a second one ends the process at once. */
function stopOnce(signals: AbortController): () => void {
  const onSignal = () => {
    if (signals.signal.aborted) process.exit(exitCodes.stopped)
    signals.abort(new Error('Stopped by a signal.'))
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return () => {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}
