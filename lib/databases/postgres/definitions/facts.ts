import type { Session } from '../../database'
import { catalogSettings } from '../catalog'
import { key } from '../catalog-queries'
import { reading } from '../reading'

/** `of` cannot be there without `on`. Both are catalog keys. */
export interface Dependency {
  of: string
  on: string
  /** Through a column's default, which can be set later. */
  soft: boolean
}

/** What a catalog leaves out, since schemas do not differ by it, and what writing one needs. */
export interface SchemaFacts {
  major: number
  /** Catalog key of a table → its columns as they stand. */
  columns: Record<string, string[]>
  /** Extension → the schema that it is in. */
  extensions: Record<string, string>
  /** Catalog key of a table or view with several options → these as they stand. */
  options: Record<string, string[]>
  dependencies: Dependency[]
  /** Roles that statements may name on this server. */
  roles: string[]
  /** What is in the database and in no catalog, in words. */
  beyond: string[]
}

/** Reads at one instant. Throws `DatabaseError`. */
export async function readFacts(session: Session): Promise<SchemaFacts> {
  return await reading(session, { settings: catalogSettings }, async () => {
    const columns = await session.query<{ key: string; columns: string[] }>(columnsQuery)
    const extensions = await session.query<{ name: string; schema: string }>(
      'select x.extname as name, n.nspname as schema from pg_extension x join pg_namespace n on n.oid = x.extnamespace',
    )
    const options = await session.query<{ key: string; options: string[] }>(optionsQuery)
    const dependencies = await session.query<Dependency>(dependenciesQuery)
    const roles = await session.query<{ name: string }>('select rolname as name from pg_roles')
    const beyond = await session.query<{ what: string; count: number }>(beyondQuery)
    return {
      major: session.identity.major,
      columns: Object.fromEntries(columns.rows.map((row) => [row.key, row.columns])),
      extensions: Object.fromEntries(extensions.rows.map((row) => [row.name, row.schema])),
      options: Object.fromEntries(options.rows.map((row) => [row.key, row.options])),
      dependencies: dependencies.rows,
      roles: roles.rows.map((row) => row.name),
      beyond: beyond.rows.map(({ what, count }) => `${what}: ${count}`),
    }
  })
}

const userObject = (oid: string) => `${oid} >= 16384`

const columnsQuery = `
  select ${key(`'table'`, 'n.nspname', 'c.relname')} as key, array_agg(a.attname::text order by a.attnum) as columns
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
  where c.relkind in ('r', 'p', 'f') and ${userObject('c.oid')} and a.attnum > 0 and not a.attisdropped
  group by 1`

const relationKind = `case c.relkind when 'v' then 'view' when 'm' then 'matview' when 'S' then 'sequence'
  when 'c' then 'composite' else 'table' end`
const relationKey = key(relationKind, 'n.nspname', 'c.relname')
const optionsQuery = `select ${relationKey} as key, c.reloptions as options
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm') and ${userObject('c.oid')} and cardinality(c.reloptions) > 1`
const columnKey = `case when c.relkind in ('r', 'p', 'f') then ${key(`'column'`, 'n.nspname', 'c.relname', 'a.attname')} else ${relationKey} end`
const onTable = (kind: string, name: string) => key(`'${kind}'`, 'n.nspname', 'c.relname', name)
const withTable = (oid: string) =>
  `join pg_class c on c.oid = ${oid} join pg_namespace n on n.oid = c.relnamespace`
const typeKind = `case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite' else 'range' end`

/** Every object by its address in pg_depend, with the key of what it is part of. */
const objects = `
  select 'pg_class'::regclass::oid as class, c.oid as id, 0 as part, ${relationKey} as key, false as soft
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where ${userObject('c.oid')} and c.relkind in ('r', 'p', 'f', 'v', 'm', 'S', 'c')
  union all
  select 'pg_class'::regclass, c.oid, a.attnum, ${columnKey}, false
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
  where ${userObject('c.oid')} and c.relkind in ('r', 'p', 'f', 'v', 'm', 'c') and a.attnum > 0 and not a.attisdropped
  union all
  select 'pg_class'::regclass, i.oid, 0, coalesce((select ${onTable('constraint', 'k.conname')} from pg_constraint k
    where k.conindid = i.oid and k.contype in ('p', 'u', 'x') and k.conrelid = c.oid limit 1),
    ${onTable('index', 'i.relname')}), false
  from pg_index x join pg_class i on i.oid = x.indexrelid ${withTable('x.indrelid')} where ${userObject('i.oid')}
  union all
  select 'pg_type'::regclass, t.oid, 0, coalesce(
    (select ${relationKey} from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = t.typrelid),
    ${key(typeKind, 'n.nspname', 't.typname')}), false
  from pg_type t join pg_namespace n on n.oid = t.typnamespace
  where ${userObject('t.oid')} and t.typtype in ('e', 'd', 'r', 'c')
  union all
  select 'pg_type'::regclass, v.oid, 0, coalesce(
    (select ${relationKey} from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = t.typrelid),
    ${key(typeKind, 'n.nspname', 't.typname')}), false
  from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_type v on v.oid = t.typarray
  where ${userObject('t.oid')} and t.typtype in ('e', 'd', 'r', 'c')
  union all
  select 'pg_type'::regclass, r.rngmultitypid, 0, ${key(`'range'`, 'n.nspname', 't.typname')}, false
  from pg_range r join pg_type t on t.oid = r.rngtypid join pg_namespace n on n.oid = t.typnamespace
  where ${userObject('t.oid')}
  union all
  select 'pg_proc'::regclass, p.oid, 0,
    ${key(`case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end`, 'n.nspname', 'p.proname')}
      || '(' || pg_get_function_identity_arguments(p.oid) || ')', false
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${userObject('p.oid')}
  union all
  select 'pg_constraint'::regclass, k.oid, 0, ${onTable('constraint', 'k.conname')}, false
  from pg_constraint k ${withTable('k.conrelid')} where ${userObject('k.oid')}
  union all
  select 'pg_constraint'::regclass, k.oid, 0, ${key(`'domain'`, 'n.nspname', 't.typname')}, false
  from pg_constraint k join pg_type t on t.oid = k.contypid join pg_namespace n on n.oid = t.typnamespace
  where ${userObject('k.oid')}
  union all
  select 'pg_attrdef'::regclass, d.oid, 0, ${columnKey}, a.attgenerated = ''
  from pg_attrdef d ${withTable('d.adrelid')} join pg_attribute a on a.attrelid = c.oid and a.attnum = d.adnum
  union all
  select 'pg_rewrite'::regclass, r.oid, 0,
    case when r.rulename = '_RETURN' then ${relationKey} else ${onTable('rule', 'r.rulename')} end, false
  from pg_rewrite r ${withTable('r.ev_class')} where ${userObject('r.oid')}
  union all
  select 'pg_trigger'::regclass, g.oid, 0, ${onTable('trigger', 'g.tgname')}, false
  from pg_trigger g ${withTable('g.tgrelid')} where not g.tgisinternal
  union all
  select 'pg_policy'::regclass, p.oid, 0, ${onTable('policy', 'p.polname')}, false from pg_policy p ${withTable('p.polrelid')}
  union all
  select 'pg_statistic_ext'::regclass, s.oid, 0, ${onTable('statistics', 's.stxname')}, false
  from pg_statistic_ext s ${withTable('s.stxrelid')}
  union all
  select 'pg_collation'::regclass, l.oid, 0, ${key(`'collation'`, 'n.nspname', 'l.collname')}, false
  from pg_collation l join pg_namespace n on n.oid = l.collnamespace where ${userObject('l.oid')}
  union all
  select 'pg_namespace'::regclass, n.oid, 0, ${key(`'schema'`, 'n.nspname')}, false
  from pg_namespace n where ${userObject('n.oid')} and n.nspname <> 'public'
  union all
  select 'pg_extension'::regclass, x.oid, 0, ${key(`'extension'`, 'x.extname')}, false from pg_extension x`

// What belongs to an extension stands for the extension; a sequence is not in need of the column that owns it.
const dependenciesQuery = `
  with objects as materialized (${objects}),
    members as materialized (
      select d.classid as class, d.objid as id, ${key(`'extension'`, 'x.extname')} as key
      from pg_depend d join pg_extension x on x.oid = d.refobjid
      where d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'),
    arrays as materialized (
      select m.class, t.typarray as id, m.key from members m join pg_type t on m.class = 'pg_type'::regclass and t.oid = m.id)
  select o.key as of, r.key as on, bool_and(o.soft) as soft
  from pg_depend d join objects o on o.class = d.classid and o.id = d.objid and o.part = d.objsubid
    join objects r on r.class = d.refclassid and r.id = d.refobjid and r.part = d.refobjsubid
  where o.key <> r.key and not (o.key like 'sequence:%' and d.deptype in ('a', 'i'))
    and not exists (select from members m where m.class = d.classid and m.id = d.objid)
    and not exists (select from members m where m.class = d.refclassid and m.id = d.refobjid)
  group by 1, 2
  union
  select o.key, m.key, bool_and(o.soft)
  from pg_depend d join objects o on o.class = d.classid and o.id = d.objid and o.part = d.objsubid
    join (select * from members union all select * from arrays) m on m.class = d.refclassid and m.id = d.refobjid
  where d.deptype <> 'e' and not exists (select from members s where s.class = d.classid and s.id = d.objid)
  group by 1, 2
  order by 1, 2`

const own = (catalog: string, schema: string, alias = 'o') => `from ${catalog} ${alias}
  join pg_namespace n on n.oid = ${alias}.${schema} where n.nspname !~ '^(pg_|headgate$|headgate_shadow$)' and ${userObject(`${alias}.oid`)}
    and not exists (select from pg_depend e where e.classid = '${catalog}'::regclass and e.objid = ${alias}.oid and e.deptype = 'e')`
const plain = (catalog: string) => `from ${catalog} o where ${userObject('o.oid')}
    and not exists (select from pg_depend e where e.classid = '${catalog}'::regclass and e.objid = o.oid and e.deptype = 'e')`

const beyond: Record<string, string> = {
  operators: own('pg_operator', 'oprnamespace'),
  'operator classes': own('pg_opclass', 'opcnamespace'),
  'text search configurations': own('pg_ts_config', 'cfgnamespace'),
  'text search dictionaries': own('pg_ts_dict', 'dictnamespace'),
  casts: plain('pg_cast'),
  'event triggers': plain('pg_event_trigger'),
  publications: plain('pg_publication'),
  'foreign servers': plain('pg_foreign_server'),
  'foreign-data wrappers': plain('pg_foreign_data_wrapper'),
  'procedural languages': plain('pg_language'),
  'default privileges': 'from pg_default_acl o',
  'functions with rights of single roles': `${own('pg_proc', 'pronamespace')}
    and exists (select from aclexplode(o.proacl) a where a.grantee not in (0, o.proowner))`,
  'types with rights of their own': `${own('pg_type', 'typnamespace')} and o.typacl is not null`,
}

const beyondQuery = `select * from (${Object.entries(beyond)
  .map(([what, from]) => `select '${what}' as what, count(*)::int as count ${from}`)
  .join(' union all ')}) b where count > 0`
