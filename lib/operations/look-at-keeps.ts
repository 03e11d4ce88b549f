import type { Context } from '../composition/context'
import { DatabaseError, type Session } from '../databases/database'
import { fail, ok, type Result } from '../domain/failure'
import type { KeptCopy } from '../domain/kept-data'
import { type Actor, mayDo } from '../domain/permission'
import type { Environment } from '../store/generated/client'
import { addressOf } from './environment-address'
import { identityChanged } from './observe-environment'

export interface SeenKeeps {
  copies: KeptCopy[]
  /** Those of the databases asked for that are there, by their OIDs: name, size where that may be asked, and how many are in it. */
  databases: Map<number, { name: string; bytes: number | null; connected: number }>
}

/** Looks at what is kept on an environment's server, now. Reads only. Fails with whatever connecting fails with. */
export async function lookAtKeeps(
  context: Context,
  actor: Actor,
  environment: Environment,
  oids: number[],
): Promise<Result<SeenKeeps>> {
  const permitted = mayDo(actor, 'environment.observe')
  if (!permitted.ok) return permitted
  const opened = await context.database.open(addressOf(context, environment).url, {
    applicationName: 'headgate look',
    connectTimeoutMs: 4_000,
    settings: { statement_timeout: '8000' },
  })
  if (!opened.ok) return opened
  const session = opened.value
  try {
    const moved = identityChanged(environment, session)
    if (moved) return { ok: false, failure: moved }
    return ok({
      copies: await context.database.kept.list(session),
      databases: await databasesOf(session, oids),
    })
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    return fail('database_error', error.info.message, { database: error.info })
  } finally {
    await session.close()
  }
}

async function databasesOf(session: Session, oids: number[]): Promise<SeenKeeps['databases']> {
  const { rows } = await session.query<{
    oid: number
    name: string
    bytes: number | null
    connected: number
  }>(
    `select d.oid::int8::float8 as oid, d.datname::text as name,
       case when has_database_privilege(d.oid, 'CONNECT') or pg_has_role('pg_read_all_stats', 'USAGE')
         then pg_database_size(d.oid)::float8 end as bytes,
       (select count(*)::int from pg_stat_activity a where a.datid = d.oid and a.pid <> pg_backend_pid()
         and coalesce(a.backend_type, 'client backend') not like 'autovacuum%') as connected
     from pg_database d where d.oid = any ($1::text[]::oid[])`,
    [oids.map(String)],
  )
  return new Map(rows.map(({ oid, ...database }) => [oid, database]))
}
