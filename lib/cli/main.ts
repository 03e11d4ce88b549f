import type { Failure, Result } from '../domain/failure'
import { suggest } from '../domain/suggest'
import { type Answered, type Command, isQuick, type QuickStart } from './command'
import { commands } from './commands/commands'
import { type ExitCode, exitCodes } from './exit-codes'
import { exitOfFailure, failureAnswer, failureText } from './failed'
import { createPaint, type Paint, wantsColour } from './paint'
import { type ParsedArguments, parseFor, splitCommand, wrong } from './parse'
import { stoppable } from './stoppable'
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
    else if (json) await write(process.stdout, `${JSON.stringify(answered.answer(), null, 2)}\n`)
    else await write(answered.stream, `${answered.text().replace(/\n+$/, '')}\n`)
    process.exitCode = typeof answered === 'string' ? exitCodes.ok : answered.exit
  } finally {
    stop()
    // What was left waiting would keep the process.
    if (signals.signal.aborted) process.exit()
  }
}

/** Only what is asked for is made: either may be long. */
interface Said {
  exit: ExitCode
  answer: () => unknown
  text: () => string
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
  const said = result.value
  return {
    exit: said.exit,
    answer: () => said.answer,
    text: () => said.text(line.paint),
    stream: process.stdout,
  }
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
  const coloured = wantsColour(process.stderr, values['no-color'] === true, process.env)
  const terminal = createTerminal({ json, coloured })
  const invocation = { values, positionals, signal, json, terminal }
  if (!isQuick(command)) {
    const { runOnProject } = await import('./run-on-project')
    return await runOnProject(command, invocation, start.engineWorker)
  }
  const quick: QuickStart = {
    version: start.version,
    async open({ projectDir, url }) {
      const { openLocal } = await import('../composition/local')
      const shadowUrl = typeof values['shadow-url'] === 'string' ? values['shadow-url'] : null
      return await openLocal({ projectDir, url, shadowUrl, engineWorker: start.engineWorker })
    },
  }
  return await stoppable(command.run(quick, { ...invocation, acts: () => {} }), signal, () => true)
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
  return {
    exit: exitOfFailure(failure),
    answer: () => answer,
    text: () => failureText(answer, paint),
    stream: process.stderr,
  }
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
