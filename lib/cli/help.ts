import type { Command, CommandOption } from './command'
import { commonOptions } from './common-options'
import type { Paint } from './paint'

export function helpOfAll(commands: readonly Command[], paint: Paint): string {
  return `${paint.bold('headgate')}: Prisma migrations, seen before they run, deployed whole or not at all, and taken back.

${paint.bold('Usage')}
  headgate COMMAND [options]

${paint.bold('Commands')}
${table(commands.map(({ name, summary }) => [name, summary]))}

${paint.bold('Options of every command')}
${optionTable({ ...commonOptions, version: { type: 'boolean', help: 'the version' } })}

${paint.bold('The database')}
  --url, else DATABASE_URL, else DATABASE_URL of the project’s .env, else what prisma.config.ts or the schema’s
  datasource names. Use the direct address, not that of a transaction pooler.

${paint.bold('The cache folder')}
  HEADGATE_CACHE_DIR, else XDG_CACHE_HOME/headgate, else ~/.cache/headgate. It holds the embedded PostgreSQL for
  scratch work (started when it is needed, stopped by the last who used it), journals and snapshots.

${paint.bold('For machines')}
  --json prints one object on stdout, and everything else goes to stderr. Each has ok, next, and failure where it
  failed; lib/cli/schemas of this package holds a JSON schema for every command.

${exitCodeHelp(paint)}

headgate COMMAND --help tells more about each.
`
}

export function helpOf(command: Command, paint: Paint): string {
  const usage = ['headgate', command.name, command.usage, '[options]'].filter(Boolean).join(' ')
  const own = Object.keys(command.options).length > 0
  return [
    `${paint.bold(`headgate ${command.name}`)}: ${command.summary}`,
    `${paint.bold('Usage')}\n  ${usage}`,
    ...(command.details ? [command.details.trim()] : []),
    ...(own ? [`${paint.bold('Options')}\n${optionTable(command.options)}`] : []),
    `${paint.bold('Options of every command')}\n${optionTable(commonOptions)}`,
    `${exitCodeHelp(paint)}\n`,
  ].join('\n\n')
}

function exitCodeHelp(paint: Paint): string {
  return `${paint.bold('Exit codes')}
  0    up to date, or done
  1    an error
  2    something is pending; of lint: warnings
  3    needs attention: failed, edited, missing, diverged, drift, or gated; of lint: dangers
  64   the command line is not right, or a yes is missing
  130  stopped by Ctrl-C or SIGTERM`
}

function optionTable(options: Record<string, CommandOption>): string {
  return table(
    Object.entries(options).map(([name, option]) => {
      const short = option.short ? `-${option.short}, ` : ''
      return [`${short}--${name}${option.type === 'string' ? ` ${option.value ?? 'TEXT'}` : ''}`, option.help]
    }),
  )
}

function table(rows: string[][]): string {
  const width = Math.max(...rows.map(([left]) => left?.length ?? 0))
  return rows
    .map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${wrap(right, width + 4)}`)
    .join('\n')
}

/** Lines of at most 110 columns, the later ones below the first. */
function wrap(text: string, indent: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line && indent + line.length + word.length + 1 > 110) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}
