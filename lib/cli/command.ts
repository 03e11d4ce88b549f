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

interface CommandBase {
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
}

interface AnswersBySchema<Schema extends z.ZodType> {
  /** The shape of `--json`. Every answer has `ok`, and `next`. */
  answer: Schema
}

export interface DatabaseCommand<Schema extends z.ZodType = z.ZodType>
  extends CommandBase,
    AnswersBySchema<Schema> {
  /** True: a missing connection string is a mistake in the command line. */
  needsDatabase: true
  run(local: ConnectedLocal, invocation: Invocation): Promise<Result<Answered<z.input<Schema>>>>
}

export interface FilesCommand<Schema extends z.ZodType = z.ZodType>
  extends CommandBase,
    AnswersBySchema<Schema> {
  needsDatabase: false
  run(local: Local, invocation: Invocation): Promise<Result<Answered<z.input<Schema>>>>
}

/** Needs neither a project nor a database, starts in an instant, and loads what it needs by itself. */
export interface QuickCommand<Schema extends z.ZodType = z.ZodType> extends CommandBase {
  quick: true
  /** Loaded for its JSON schema alone. */
  loadAnswer(): Promise<Schema>
  run(start: QuickStart, invocation: Invocation): Promise<Result<Answered<z.input<Schema>>>>
}

/** What a quick command can ask for. */
export interface QuickStart {
  version: string
  /** A project and a database, as other commands have them; whoever opens it closes it. */
  open(options: { projectDir: string; url: string | null }): Promise<Result<Local>>
}

/** A command that works on a project. */
export type ProjectCommand<Schema extends z.ZodType = z.ZodType> =
  | DatabaseCommand<Schema>
  | FilesCommand<Schema>

export type Command<Schema extends z.ZodType = z.ZodType> = ProjectCommand<Schema> | QuickCommand<Schema>

export function isQuick(command: Command): command is QuickCommand {
  return 'quick' in command
}

/** The shape of what `--json` prints. */
export async function answerOfCommand(command: Command): Promise<z.ZodType> {
  return isQuick(command) ? await command.loadAnswer() : command.answer
}
