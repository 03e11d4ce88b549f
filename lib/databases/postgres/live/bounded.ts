import { DatabaseError, type Session } from '../../database'

export interface Bounds {
  statementTimeoutMs: number
  lockTimeoutMs: number
  settings?: Record<string, string | number>
  /** What is named without its schema is PostgreSQL's own, whatever the role's search path is. */
  builtInOnly?: true
}

/** Works in a read-only transaction that waits for nobody for long. What fails takes nothing with it. */
export async function bounded<T>(session: Session, bounds: Bounds, work: () => Promise<T>): Promise<T> {
  const settings = {
    statement_timeout: Math.ceil(bounds.statementTimeoutMs),
    lock_timeout: Math.ceil(bounds.lockTimeoutMs),
    // Where policies would hide rows, the server refuses instead: a count of those that are left is none.
    row_security: 'off',
    ...bounds.settings,
  }
  const set = Object.entries(settings).map(([name, value]) => `SET LOCAL ${name} = '${value}'`)
  const path = bounds.builtInOnly ? ['SET LOCAL search_path = pg_catalog, pg_temp'] : []
  await session.script(['BEGIN READ ONLY', ...set, ...path].join('; '))
  try {
    return await work()
  } finally {
    if (!session.closed) await session.script('ROLLBACK')
  }
}

/** Why it was not answered, in words. */
export function whyNot(error: unknown, { statementTimeoutMs }: Pick<Bounds, 'statementTimeoutMs'>): string {
  if (!(error instanceof DatabaseError)) throw error
  const { message } = error.info
  const sqlstate = error.info.sqlstate ?? 'unknown'
  if (sqlstate === '57014') return `it took longer than ${seconds(statementTimeoutMs)}`
  if (sqlstate === '55P03') return 'somebody holds the table locked'
  if (sqlstate === '42501') return 'the role may not read it'
  // PostgreSQL quotes the value that it stumbled over, and not everybody may see values.
  if (sqlstate.startsWith('22')) return 'a value that is there cannot be read that way'
  if (sqlstate.startsWith('42')) return message
  return `PostgreSQL answered with the error ${sqlstate}`
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`
}
