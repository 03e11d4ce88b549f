import type { Session } from '../../database'
import { catalogSettings } from '../catalog'
import { reading } from '../reading'

const own = (catalog: string, schema: string, alias = 'o') => `from ${catalog} ${alias}
  join pg_namespace n on n.oid = ${alias}.${schema} where n.nspname !~ '^(pg_|headgate)' and ${alias}.oid >= 16384
    and not exists (select from pg_depend e where e.classid = '${catalog}'::regclass and e.objid = ${alias}.oid and e.deptype = 'e')`
const plain = (catalog: string) => `from ${catalog} o where o.oid >= 16384
    and not exists (select from pg_depend e where e.classid = '${catalog}'::regclass and e.objid = o.oid and e.deptype = 'e')`
const grantee = `case when a.grantee = 0 then 'everybody' else pg_get_userbyid(a.grantee)::text end`
const named = (name: string) => `quote_ident(n.nspname) || '.' || quote_ident(${name})`

/** Each in words, one row for each object. */
const queries = [
  `select 'operator ' || o.oid::regoperator::text ${own('pg_operator', 'oprnamespace')}`,
  `select 'operator class ' || ${named('o.opcname')} ${own('pg_opclass', 'opcnamespace')}`,
  `select 'text search configuration ' || ${named('o.cfgname')} ${own('pg_ts_config', 'cfgnamespace')}`,
  `select 'text search dictionary ' || ${named('o.dictname')} ${own('pg_ts_dict', 'dictnamespace')}`,
  `select 'cast from ' || format_type(o.castsource, null) || ' to ' || format_type(o.casttarget, null) ${plain('pg_cast')}`,
  `select 'event trigger ' || quote_ident(o.evtname) ${plain('pg_event_trigger')}`,
  `select 'publication ' || quote_ident(o.pubname) ${plain('pg_publication')}`,
  `select 'publication ' || quote_ident(p.pubname) || ' of ' || r.prrelid::regclass::text
   from pg_publication_rel r join pg_publication p on p.oid = r.prpubid`,
  `select 'foreign server ' || quote_ident(o.srvname) ${plain('pg_foreign_server')}`,
  `select 'procedural language ' || quote_ident(o.lanname) ${plain('pg_language')}`,
  `select 'default rights of ' || ${grantee} || ' to ' || a.privilege_type || coalesce(' in schema ' || quote_ident(n.nspname), '')
   from pg_default_acl o left join pg_namespace n on n.oid = o.defaclnamespace, aclexplode(o.defaclacl) a
   where a.grantee <> o.defaclrole`,
  `select 'right of ' || ${grantee} || ' to ' || a.privilege_type || ' ' || o.oid::regprocedure::text
   from pg_proc o join pg_namespace n on n.oid = o.pronamespace, aclexplode(o.proacl) a
   where n.nspname !~ '^(pg_|headgate)' and o.oid >= 16384 and a.grantee not in (0, o.proowner)`,
  `select 'right of ' || ${grantee} || ' to the type ' || ${named('o.typname')}
   from pg_type o join pg_namespace n on n.oid = o.typnamespace, aclexplode(o.typacl) a
   where n.nspname !~ '^(pg_|headgate)' and o.oid >= 16384 and a.grantee <> o.typowner`,
  `select 'right of ' || ${grantee} || ' to ' || a.privilege_type || ' in schema ' || quote_ident(n.nspname)
   from pg_namespace n, aclexplode(n.nspacl) a where n.nspname !~ '^(pg_|headgate)' and a.grantee <> n.nspowner`,
  `select 'default of ' || d.adrelid::regclass::text || '.' || quote_ident(a.attname)
   from pg_attrdef d join pg_class c on c.oid = d.adrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = d.adnum
   where c.relkind = 'v'`,
  `select 'statistics target of ' || a.attrelid::regclass::text || '.' || a.attnum from pg_attribute a
   join pg_class c on c.oid = a.attrelid where c.relkind in ('i', 'I') and a.attstattarget >= 0 and c.oid >= 16384`,
  `select 'statistics target of ' || ${named('o.stxname')} from pg_statistic_ext o join pg_namespace n on n.oid = o.stxnamespace
   where o.stxstattarget >= 0`,
]

const query = `select what from (${queries.map((each) => `(${each})`).join(' union all ')}) as b (what) order by 1`

/** What is in the database and in no catalog, object by object, in words. Throws `DatabaseError`. */
export async function readBeyond(session: Session): Promise<string[]> {
  return await reading(session, { settings: catalogSettings }, async () => {
    const { rows } = await session.query<{ what: string }>(query)
    return rows.map(({ what }) => what)
  })
}
