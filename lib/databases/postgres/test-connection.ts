import { fail, ok, type Result } from '../../domain/failure'
import { type ConnectionReport, DatabaseError, type Session } from '../database'
import { connectionFailure } from './connection-failure'
import { openSession } from './open'
import { poolerByAddress } from './pooler'
import { labelOf, parseAddress } from './url'

const oldestMajor = 14

/** Connects and looks. A missing right is a failure (`rights_missing`) whose `meta.report` holds the rest. */
export async function testConnection(url: string): Promise<Result<ConnectionReport>> {
  const parsed = parseAddress(url)
  if (!parsed.ok) return parsed
  // What the address itself says needs no connection, and the answer names the address to use instead.
  const known = poolerByAddress(parsed.value)
  if (known) return fail('pooler_refused', known)
  const opened = await openSession(url, {
    applicationName: 'headgate connection test',
    connectTimeoutMs: 8_000,
  })
  if (!opened.ok) return opened
  const { session, address, tls, pooler } = opened.value
  try {
    const { identity } = session
    if (identity.major < oldestMajor) {
      return fail('version_unsupported', `The server is PostgreSQL ${identity.major}.`, {
        major: identity.major,
      })
    }
    const seen = await look(session, address.schema)
    const report: ConnectionReport = {
      identity,
      label: labelOf(address),
      user: seen.user,
      tls,
      pooler: pooler !== null,
      rights: {
        createDatabase: seen.create_database,
        superuser: seen.superuser,
        createSchema: seen.create_in_schema,
        ownsTables: seen.foreign_tables === 0,
      },
      hasLedger: seen.has_ledger,
      tables: seen.tables,
    }
    const missing = missingRights(seen, address.schema)
    return missing.length > 0 ? fail('rights_missing', missing.join(' '), { report }) : ok(report)
  } catch (error) {
    if (error instanceof DatabaseError) {
      return error.info.sqlstate
        ? fail('database_error', error.info.message, { database: error.info })
        : fail('connection_lost', error.info.message)
    }
    return connectionFailure(error, address)
  } finally {
    await session.close()
  }
}

interface Seen {
  user: string
  superuser: boolean
  create_database: boolean
  create_in_schema: boolean
  schema_exists: boolean
  foreign_tables: number
  /** Up to three tables of somebody else, as `table (owner)`. */
  examples: string | null
  has_ledger: boolean
  tables: number
  read_only: boolean
}

async function look(session: Session, schema: string): Promise<Seen> {
  const { rows } = await session.query<Seen>(
    `with tables as (
       select c.relname, n.nspname, pg_has_role(c.relowner, 'usage') as owned, pg_get_userbyid(c.relowner) as owner
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and n.nspname !~ '^(pg_|headgate$|headgate_shadow$)' and n.nspname <> 'information_schema'
         and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
     ), foreign_tables as (select * from tables where nspname = $1 and not owned order by relname)
     select current_user::text as user, r.rolsuper as superuser, r.rolcreatedb or r.rolsuper as create_database,
       coalesce((select has_schema_privilege(n.oid, 'create') from pg_namespace n where n.nspname = $1),
         has_database_privilege(current_database(), 'create')) as create_in_schema,
       exists (select from pg_namespace where nspname = $1) as schema_exists,
       (select count(*)::int from foreign_tables) as foreign_tables,
       (select string_agg(relname || ' (' || owner || ')', ', ') from (select * from foreign_tables limit 3) f) as examples,
       exists (select from tables where nspname = $1 and relname = '_prisma_migrations') as has_ledger,
       (select count(*)::int from tables where relname <> '_prisma_migrations') as tables,
       pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as read_only
     from pg_roles r where r.rolname = current_user`,
    [schema],
  )
  const seen = rows[0]
  if (!seen) throw new Error('The server does not know the role that it let in.')
  return seen
}

function missingRights(seen: Seen, schema: string): string[] {
  const missing: string[] = []
  if (seen.read_only) missing.push('The server takes no writes: it is a replica or set read-only.')
  if (!seen.create_in_schema) {
    missing.push(
      seen.schema_exists
        ? `${seen.user} may not create tables in the schema ${schema} (GRANT CREATE ON SCHEMA).`
        : `The schema ${schema} does not exist, and ${seen.user} may not create it (GRANT CREATE ON DATABASE).`,
    )
  }
  if (seen.foreign_tables > 0) {
    const more = seen.foreign_tables > 3 ? ` and ${seen.foreign_tables - 3} more` : ''
    missing.push(
      `${seen.user} does not own these tables, and only an owner may alter them: ${seen.examples}${more}.`,
    )
  }
  return missing
}
