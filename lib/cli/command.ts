import type { z } from 'zod'
import type { ConnectedLocal, Local } from '../composition/local'
import type { Result } from '../domain/failure'
import type { ExitCode } from './exit-codes'
import type { Paint } from './paint'
import type { Terminal } from './terminal'

/** An option of a command, as node:util's parseArgs takes it, with its line in the help. */
export interface CommandOption {
  type: 'string' | 'boolean'
  short?: string
  multiple?: boolean
  help: string
  /** What its value is called in the help: `NAME`. Only for `type: 'string'`. */
  value?: string
}

/** What was typed after the command. The options that all commands have are dealt with already. */
export interface Invocation {
  values: Record<string, string | boolean | (string | boolean)[] | undefined>
  positionals: string[]
  terminal: Terminal
  /** Aborted by SIGINT and SIGTERM: what is not committed is taken back. */
  signal: AbortSignal
  /** Call it right before the first act: from here on a signal waits for `run` to end; before, nothing has to. */
  acts(): void
  json: boolean
}

/** What a command answers. `answer` is what `--json` prints, `text` is for people, its last lines say what comes next. */
export interface Answered<Answer = unknown> {
  exit: ExitCode
  answer: Answer
  text: (paint: Paint) => string
}

interface CommandBase<Schema extends z.ZodType> {
  name: string
  /** One line, for the list of commands. */
  summary: string
  /** What follows the name in the help's first line: `NAME [--yes]`. */
  usage?: string
  /** Paragraphs and examples of `headgate NAME --help`. */
  details?: string
  options: Record<string, CommandOption>
  /** How many words it takes beside options; default none. */
  positionals?: { least: number; most: number; names: string }
  /** A folder without a project is fine: `local.project` is then empty, and `found` says where it would begin. */
  startsProject?: boolean
  /** The shape of `--json`. Every answer has `ok`, and `next`. */
  answer: Schema
}

export interface DatabaseCommand<Schema extends z.ZodType = z.ZodType> extends CommandBase<Schema> {
  /** True: a missing connection string is a mistake in the command line. */
  needsDatabase: true
  run(local: ConnectedLocal, invocation: Invocation): Promise<Result<Answered<z.input<Schema>>>>
}

export interface FilesCommand<Schema extends z.ZodType = z.ZodType> extends CommandBase<Schema> {
  needsDatabase: false
  run(local: Local, invocation: Invocation): Promise<Result<Answered<z.input<Schema>>>>
}

export type Command<Schema extends z.ZodType = z.ZodType> = DatabaseCommand<Schema> | FilesCommand<Schema>
