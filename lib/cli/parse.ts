import { parseArgs } from 'node:util'
import { fail, ok, type Result } from '../domain/failure'
import { suggest } from '../domain/suggest'
import type { Command, CommandOption } from './command'
import { commonOptions } from './common-options'

export interface ParsedArguments {
  values: Record<string, string | boolean | (string | boolean)[] | undefined>
  positionals: string[]
}

/** The first word that is no option, and what is left. `headgate --json status` is as good as `headgate status --json`. */
export function splitCommand(args: string[]): { name: string | null; rest: string[] } {
  const takesValue = (arg: string) => {
    const option = arg.startsWith('--') ? commonOptions[arg.slice(2)] : undefined
    return option?.type === 'string'
  }
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (arg === '--') break
    if (!arg.startsWith('-')) return { name: arg, rest: args.toSpliced(at, 1) }
    if (takesValue(arg)) at += 1
  }
  return { name: null, rest: args }
}

/** Fails with `usage_wrong`, and the option that was most likely meant. */
export function parseFor(
  command: Pick<Command, 'name' | 'options' | 'positionals'>,
  args: string[],
): Result<ParsedArguments> {
  const options: Record<string, CommandOption> = { ...commonOptions, ...command.options }
  try {
    const { values, positionals } = parseArgs({ args, options, strict: true, allowPositionals: true })
    const { least, most, names } = command.positionals ?? { least: 0, most: 0, names: '' }
    if (positionals.length > most)
      return wrong(
        command.name,
        `“${positionals[most]}” is one word too many${names ? `; it takes ${names}` : ''}.`,
      )
    if (positionals.length < least && values.help !== true) return wrong(command.name, `${names} is missing.`)
    const empty = Object.entries(values).find(([, value]) => value === '')
    if (empty) return wrong(command.name, `--${empty[0]} is empty.`)
    return ok({ values, positionals })
  } catch (error) {
    return wrong(command.name, reason(error as NodeJS.ErrnoException, args, Object.keys(options)))
  }
}

function reason(error: NodeJS.ErrnoException, args: string[], known: string[]): string {
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const named = /'(-[^' ,]*)/.exec(error.message)?.[1] ?? 'One option'
    const typed = args.find((arg) => arg === named || arg.startsWith(`${named}=`)) ?? named
    const meant = suggest(typed.replace(/^--?/, '').replace(/=.*/s, ''), known)
    return `There is no option ${named}.${meant ? ` Did you mean --${meant}?` : ''}`
  }
  if (error.code?.startsWith('ERR_PARSE_ARGS'))
    return `${(error.message.split('. ')[0] ?? '').replace(/\.$/, '')}.`
  throw error
}

export function wrong(command: string | null, why: string): ReturnType<typeof fail> {
  return fail('usage_wrong', why, { next: `headgate ${command === null ? '' : `${command} `}--help` })
}
