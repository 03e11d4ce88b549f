import type { Session } from '../../database'
import { catalogSettings } from '../catalog'
import { reading } from '../reading'

const own = (catalog: string, schema: string, alias = 'o') => `from ${catalog} ${alias}
  join pg_namespace n on n.oid = ${alias}.${schema} where n.nspname !~ '^(pg_|headgate$|headgate_shadow$)' and ${alias}.oid >= 16384
    and not exists (select from pg_depend e where e.classid = '${catalog}'::regclass and e.objid = ${alias}.oid and e.deptype = 'e')`
const plain = (catalog: string) => `from ${catalog} o where o.oid >= 16384
    and not exists (select from pg_depend e where e.classid = '${catalog}'::regclass and e.objid = o.oid and e.deptype = 'e')`
const grantee = `case when a.grantee = 0 then 'everybody' else pg_get_userbyid(a.grantee)::text end`
const role = `case when a.grantee = 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(a.grantee)) end`
const named = (name: string) => `quote_ident(n.nspname) || '.' || quote_ident(${name})`

/** One row for each object: in words, and the statement that brings it back where its owner is there; null: none is known. */
const queries = [
  `select 'operator ' || o.oid::regoperator::text, null::text ${own('pg_operator', 'oprnamespace')}`,
  `select 'operator class ' || ${named('o.opcname')}, null::text ${own('pg_opclass', 'opcnamespace')}`,
  `select 'text search configuration ' || ${named('o.cfgname')}, null::text ${own('pg_ts_config', 'cfgnamespace')}`,
  `select 'text search dictionary ' || ${named('o.dictname')}, null::text ${own('pg_ts_dict', 'dictnamespace')}`,
  `select 'cast from ' || format_type(o.castsource, null) || ' to ' || format_type(o.casttarget, null), null::text ${plain('pg_cast')}`,
  `select 'event trigger ' || quote_ident(o.evtname), null::text ${plain('pg_event_trigger')}`,
  `select 'publication ' || quote_ident(o.pubname), null::text ${plain('pg_publication')}`,
  `select 'publication ' || quote_ident(p.pubname) || ' of ' || r.prrelid::regclass::text,
     case when to_jsonb(r) ->> 'prqual' is null and to_jsonb(r) ->> 'prattrs' is null
       then 'ALTER PUBLICATION ' || quote_ident(p.pubname) || ' ADD TABLE ' || r.prrelid::regclass end
   from pg_publication_rel r join pg_publication p on p.oid = r.prpubid`,
  `select 'foreign server ' || quote_ident(o.srvname), null::text ${plain('pg_foreign_server')}`,
  `select 'procedural language ' || quote_ident(o.lanname), null::text ${plain('pg_language')}`,
  `select 'default rights of ' || ${grantee} || ' to ' || a.privilege_type || coalesce(' in schema ' || quote_ident(n.nspname), ''), null::text
   from pg_default_acl o left join pg_namespace n on n.oid = o.defaclnamespace, aclexplode(o.defaclacl) a
   where a.grantee <> o.defaclrole`,
  `select 'right of ' || ${grantee} || ' to ' || a.privilege_type || ' ' || o.oid::regprocedure::text,
     'GRANT EXECUTE ON ROUTINE ' || o.oid::regprocedure || ' TO ' || ${role}
   from pg_proc o join pg_namespace n on n.oid = o.pronamespace, aclexplode(o.proacl) a
   where n.nspname !~ '^(pg_|headgate$|headgate_shadow$)' and o.oid >= 16384 and a.grantee not in (0, o.proowner)`,
  `select 'right of ' || ${grantee} || ' to the type ' || ${named('o.typname')},
     'GRANT USAGE ON TYPE ' || ${named('o.typname')} || ' TO ' || ${role}
   from pg_type o join pg_namespace n on n.oid = o.typnamespace, aclexplode(o.typacl) a
   where n.nspname !~ '^(pg_|headgate$|headgate_shadow$)' and o.oid >= 16384 and a.grantee <> o.typowner`,
  `select 'right of ' || ${grantee} || ' to ' || a.privilege_type || ' in schema ' || quote_ident(n.nspname),
     'GRANT ' || a.privilege_type || ' ON SCHEMA ' || quote_ident(n.nspname) || ' TO ' || ${role}
   from pg_namespace n, aclexplode(n.nspacl) a where n.nspname !~ '^(pg_|headgate$|headgate_shadow$)' and a.grantee <> n.nspowner`,
  `select 'default of ' || d.adrelid::regclass::text || '.' || quote_ident(a.attname),
     'ALTER VIEW ' || d.adrelid::regclass || ' ALTER COLUMN ' || quote_ident(a.attname) || ' SET DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)
   from pg_attrdef d join pg_class c on c.oid = d.adrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = d.adnum
   where c.relkind = 'v'`,
  `select 'statistics target of ' || a.attrelid::regclass::text || '.' || a.attnum,
     'ALTER INDEX ' || a.attrelid::regclass || ' ALTER COLUMN ' || a.attnum || ' SET STATISTICS ' || a.attstattarget
   from pg_attribute a
   join pg_class c on c.oid = a.attrelid where c.relkind in ('i', 'I') and a.attstattarget >= 0 and c.oid >= 16384`,
  `select 'statistics target of ' || ${named('o.stxname')},
     'ALTER STATISTICS ' || ${named('o.stxname')} || ' SET STATISTICS ' || o.stxstattarget
   from pg_statistic_ext o join pg_namespace n on n.oid = o.stxnamespace
   where o.stxstattarget >= 0`,
]

const query = `select what, sql from (${queries.map((each) => `(${each})`).join(' union all ')}) as b (what, sql) order by 1`

export interface Beyond {
  what: string
  sql: string | null
}

/** What is in the database and in no catalog, object by object. Throws `DatabaseError`. */
export async function readBeyond(session: Session): Promise<Beyond[]> {
  return await reading(session, { settings: catalogSettings }, async () => {
    return (await session.query<Beyond>(query)).rows
  })
}
