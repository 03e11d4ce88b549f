import type { CommandOption } from './command'

/** Every command has these. */
export const commonOptions: Record<string, CommandOption> = {
  project: { type: 'string', value: 'DIR', help: 'the project’s folder; default: the current one' },
  url: {
    type: 'string',
    value: 'URL',
    help: 'the database; default: DATABASE_URL, also of the project’s .env, else what prisma.config or the schema names',
  },
  'shadow-url': {
    type: 'string',
    value: 'URL',
    help: 'a server, or an empty database, for scratch work; default: an embedded PostgreSQL in the cache folder',
  },
  json: { type: 'boolean', help: 'print exactly one JSON object on stdout, for failures too' },
  'no-color': { type: 'boolean', help: 'no colours (NO_COLOR does the same)' },
  help: { type: 'boolean', short: 'h', help: 'this text' },
}
