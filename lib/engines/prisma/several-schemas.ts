import type { SqlDriverAdapter, SqlQuery } from '@prisma/driver-adapter-utils'
import type { EngineCall } from './calls'

/**
 * Schemas that a question concerns, beside the connection's own. The engine takes them from a Prisma schema or a
 * datasource on either side; between two histories it has neither and would see the connection's schema alone.
 */
export function schemasOf(call: EngineCall): string[] {
  if (!('from' in call)) return []
  if ([call.from, call.to].some(({ of }) => of === 'schema' || of === 'database')) return []
  const list = call.schema
    .map(({ content }) => /^\s*schemas = \[([^\]]*)\]/m.exec(content)?.[1])
    .find(Boolean)
  return [...(list ?? '').matchAll(/"([^"]+)"/g)].map(([, name = '']) => name)
}

/** Lets questions about `own` be about `schemas` too. */
export function seeing(adapter: SqlDriverAdapter, own: string, schemas: string[]): SqlDriverAdapter {
  if (schemas.length === 0) return adapter
  const all = [...new Set([own, ...schemas])]
  const isOwn = (arg: unknown) => Array.isArray(arg) && arg.length === 1 && arg[0] === own
  const wider = (query: SqlQuery): SqlQuery => ({
    ...query,
    args: query.args.map((arg) => (isOwn(arg) ? all : arg)),
  })
  return { ...adapter, queryRaw: (query) => adapter.queryRaw(wider(query)) }
}
