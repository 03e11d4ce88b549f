/**
 * The queries that read a schema. Each answers rows of `unit` (the object id of the relation, type or function that the
 * row is part of), `key`, `definition` (a JSON object as text) and `comment`.
 * They run with an empty search path, so that every name of the user's comes out qualified, and leave out what belongs
 * to extensions, PostgreSQL or Headgate, the ledger, and all owners, object ids and column positions: two databases
 * that one script built are equal.
 */

/** A name as part of a key: quoted only where its dots or quotes could be misread. */
export const part = (name: string) =>
  `case when ${name} ~ '[."]' then '"' || replace(${name}, '"', '""') || '"' else ${name} end`
export const key = (kind: string, ...names: string[]) =>
  `${kind} || ':' || ${names.map(part).join(` || '.' || `)}`
const object = (fields: Record<string, string>) =>
  `jsonb_strip_nulls(jsonb_build_object(${Object.entries(fields)
    .map(([name, sql]) => `'${name}', ${sql}`)
    .join(', ')}))::text`
const comment = (oid: string, catalog: string) => `obj_description(${oid}, '${catalog}')`
const yes = (condition: string) => `case when ${condition} then true end`

/** Where a query can be held to some units alone; a comment until `heldTo` makes it a condition. */
const only = (unit: string) => `/* only ${unit} */`

const userSchema = `n.nspname !~ '^(pg_|headgate$|headgate_shadow$)' and n.nspname <> 'information_schema'`
const notLedger = `c.relname <> '_prisma_migrations'`
const notExtension = (oid: string, catalog: string) =>
  `not exists (select from pg_depend e where e.classid = '${catalog}'::regclass and e.objid = ${oid} and e.deptype = 'e')`
const userRelation = `${userSchema} and ${notLedger} and c.relpersistence <> 't' and ${notExtension('c.oid', 'pg_class')} ${only('c.oid')}`
/** Types named by their schema: format_type, since a cast to regtype would be the same but for arrays of domains. */
const typeName = (type: string, modifier = 'null') => `format_type(${type}, ${modifier})`

const collationName = (oid: string) => `(select quote_ident(cn.nspname) || '.' || quote_ident(l.collname)
  from pg_collation l join pg_namespace cn on cn.oid = l.collnamespace where l.oid = ${oid})`

const schemas = `
  select n.oid as unit, ${key(`'schema'`, 'n.nspname')} as key, '{}' as definition,
    nullif(${comment('n.oid', 'pg_namespace')}, 'standard public schema') as comment
  from pg_namespace n where ${userSchema} and ${notExtension('n.oid', 'pg_namespace')}
  union all
  select x.oid, ${key(`'extension'`, 'x.extname')}, '{}', null from pg_extension x`

const tables = `
  select c.oid as unit, ${key(`'table'`, 'n.nspname', 'c.relname')} as key, ${object({
    kind: `case c.relkind when 'p' then 'partitioned' when 'f' then 'foreign' end`,
    unlogged: yes(`c.relpersistence = 'u'`),
    rowSecurity: yes('c.relrowsecurity'),
    forceRowSecurity: yes('c.relforcerowsecurity'),
    replicaIdentity: `case c.relreplident when 'f' then 'full' when 'n' then 'nothing' when 'i' then 'index ' ||
      (select i.relname from pg_index x join pg_class i on i.oid = x.indexrelid where x.indrelid = c.oid and x.indisreplident) end`,
    partitionKey: `case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end`,
    partitionBound: `case when c.relispartition then pg_get_expr(c.relpartbound, c.oid) end`,
    inherits: `(select jsonb_agg(h.inhparent::regclass::text order by h.inhseqno) from pg_inherits h where h.inhrelid = c.oid)`,
    options: `(select jsonb_agg(o order by o) from unnest(c.reloptions) o)`,
    accessMethod: `(select nullif(a.amname, 'heap') from pg_am a where a.oid = c.relam)`,
    ofType: `case when c.reloftype <> 0 then ${typeName('c.reloftype')} end`,
    server: `(select s.srvname || ' ' || coalesce(f.ftoptions::text, '') from pg_foreign_table f
      join pg_foreign_server s on s.oid = f.ftserver where f.ftrelid = c.oid)`,
  })} as definition, ${comment('c.oid', 'pg_class')} as comment
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f') and ${userRelation}`

const columns = `
  select c.oid as unit, ${key(`'column'`, 'n.nspname', 'c.relname', 'a.attname')} as key, ${object({
    type: typeName('a.atttypid', 'a.atttypmod'),
    notNull: yes('a.attnotnull'),
    default: `case when a.attgenerated = '' then pg_get_expr(d.adbin, d.adrelid) end`,
    generated: `case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid) end`,
    virtual: yes(`a.attgenerated = 'v'`),
    identity: `case a.attidentity when 'a' then 'always' when 'd' then 'by default' end`,
    collation: `case when a.attcollation <> t.typcollation then ${collationName('a.attcollation')} end`,
    storage: `case when a.attstorage <> t.typstorage then a.attstorage::text end`,
    compression: `nullif(a.attcompression::text, '')`,
    statistics: `nullif(a.attstattarget::int, -1)`,
    options: `(select jsonb_agg(o order by o) from unnest(a.attoptions) o)`,
  })} as definition, col_description(c.oid, a.attnum) as comment
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where c.relkind in ('r', 'p', 'f') and a.attnum > 0 and not a.attisdropped and ${userRelation}
  union all
  select c.oid, ${key(`'columncomment'`, 'n.nspname', 'c.relname', 'a.attname')}, ${object({ text: 'd.description' })}, null
  from pg_description d join pg_class c on d.classoid = 'pg_class'::regclass and c.oid = d.objoid
    join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid
  where c.relkind in ('v', 'm') and d.objsubid > 0 and ${userRelation}`

// NOT NULL is a constraint from 18 on (contype n) and an attribute of the column everywhere. What partitions and
// constraint triggers carry along follows from their parent.
const constraints = `
  select c.oid as unit, ${key(`'constraint'`, 'n.nspname', 'c.relname', 'k.conname')} as key, ${object({
    definition: 'pg_get_constraintdef(k.oid)',
    notValidated: yes('not k.convalidated'),
    notInherited: yes(`k.contype = 'c' and k.connoinherit`),
  })} as definition, ${comment('k.oid', 'pg_constraint')} as comment
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where k.contype in ('c', 'f', 'p', 'u', 'x') and k.conparentid = 0 and ${userRelation}`

const indexes = `
  select c.oid as unit, ${key(`'index'`, 'n.nspname', 'c.relname', 'i.relname')} as key, ${object({
    definition: 'pg_get_indexdef(i.oid)',
    invalid: yes('not x.indisvalid'),
    clustered: yes('x.indisclustered'),
  })} as definition, ${comment('i.oid', 'pg_class')} as comment
  from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
    join pg_namespace n on n.oid = c.relnamespace
  where not i.relispartition and ${userRelation} and not exists (
    select from pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u', 'x') and k.conrelid = c.oid)
  union all
  select c.oid, ${key(`'statistics'`, 'n.nspname', 'c.relname', 's.stxname')},
    ${object({ definition: 'pg_get_statisticsobjdef(s.oid)' })}, ${comment('s.oid', 'pg_statistic_ext')}
  from pg_statistic_ext s join pg_class c on c.oid = s.stxrelid join pg_namespace n on n.oid = c.relnamespace
  where ${userRelation}`

/** What of a range is not the default of its subtype. */
const ofRange = (sql: string, condition: string) =>
  `(select ${sql} from pg_range r where r.rngtypid = t.oid and ${condition})`
const rangeParts = {
  rangeCollation: ofRange(
    collationName('r.rngcollation'),
    'r.rngcollation <> (select b.typcollation from pg_type b where b.oid = r.rngsubtype)',
  ),
  operatorClass: ofRange(
    `(select quote_ident(on_.nspname) || '.' || quote_ident(o.opcname) from pg_opclass o
      join pg_namespace on_ on on_.oid = o.opcnamespace where o.oid = r.rngsubopc)`,
    '(select not o.opcdefault from pg_opclass o where o.oid = r.rngsubopc)',
  ),
  canonical: ofRange('r.rngcanonical::text', 'r.rngcanonical::oid <> 0'),
  difference: ofRange('r.rngsubdiff::text', 'r.rngsubdiff::oid <> 0'),
}

const types = `
  select t.oid as unit, ${key(`case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite' else 'range' end`, 'n.nspname', 't.typname')} as key, ${object(
    {
      labels: `(select jsonb_agg(e.enumlabel order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)`,
      type: `case when t.typtype = 'd' then ${typeName('t.typbasetype', 't.typtypmod')} end`,
      notNull: yes('t.typnotnull'),
      default: `case when t.typtype = 'd' then coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) end`,
      collation: `case when t.typtype = 'd' and t.typcollation <>
        (select b.typcollation from pg_type b where b.oid = t.typbasetype) then ${collationName('t.typcollation')} end`,
      constraints: `(select jsonb_object_agg(k.conname, pg_get_constraintdef(k.oid)) from pg_constraint k
        where k.contypid = t.oid and k.contype = 'c')`,
      attributes: `(select jsonb_agg(jsonb_build_array(a.attname, ${typeName('a.atttypid', 'a.atttypmod')}
          || case when a.attcollation <> (select b.typcollation from pg_type b where b.oid = a.atttypid)
            then ' COLLATE ' || ${collationName('a.attcollation')} else '' end) order by a.attnum)
        from pg_attribute a where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped)`,
      subtype: `(select ${typeName('r.rngsubtype')} from pg_range r where r.rngtypid = t.oid)`,
      ...rangeParts,
    },
  )} as definition, ${comment('t.oid', 'pg_type')} as comment
  from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
  where (t.typtype in ('e', 'd', 'r') or (t.typtype = 'c' and c.relkind = 'c'))
    and ${userSchema} and ${notExtension('t.oid', 'pg_type')} ${only('t.oid')}`

const collations = `
  select l.oid as unit, ${key(`'collation'`, 'n.nspname', 'l.collname')} as key, ${object({
    provider: 'l.collprovider::text',
    deterministic: 'l.collisdeterministic',
    locale: `coalesce(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale', to_jsonb(l) ->> 'collcollate')`,
    characters: `case when l.collprovider = 'c' then nullif(l.collctype, l.collcollate) end`,
    rules: `to_jsonb(l) ->> 'collicurules'`,
  })} as definition, ${comment('l.oid', 'pg_collation')} as comment
  from pg_collation l join pg_namespace n on n.oid = l.collnamespace
  where ${userSchema} and ${notExtension('l.oid', 'pg_collation')}`

const sequences = `
  select c.oid as unit, ${key(`'sequence'`, 'n.nspname', 'c.relname')} as key, ${object({
    type: typeName('s.seqtypid'),
    increment: 's.seqincrement',
    start: 's.seqstart',
    minimum: 's.seqmin',
    maximum: 's.seqmax',
    cache: 'nullif(s.seqcache, 1)',
    cycle: yes('s.seqcycle'),
    unlogged: yes(`c.relpersistence = 'u'`),
    ownedBy: `(select d.refobjid::regclass::text || '.' || quote_ident(a.attname) from pg_depend d
      join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass
        and d.deptype in ('a', 'i') limit 1)`,
  })} as definition, ${comment('c.oid', 'pg_class')} as comment
  from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
  where ${userRelation}`

const views = `
  select c.oid as unit, ${key(`case c.relkind when 'm' then 'matview' else 'view' end`, 'n.nspname', 'c.relname')} as key, ${object(
    {
      definition: 'pg_get_viewdef(c.oid)',
      options: `(select jsonb_agg(o order by o) from unnest(c.reloptions) o)`,
    },
  )} as definition, ${comment('c.oid', 'pg_class')} as comment
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('v', 'm') and ${userRelation}`

// Whether PUBLIC may execute is part of the definition: taking it away is how functions are guarded.
const functions = `
  select p.oid as unit, ${key(`case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end`, 'n.nspname', 'p.proname')}
      || '(' || pg_get_function_identity_arguments(p.oid) || ')' as key, ${object({
        definition: `case when p.prokind <> 'a' then pg_get_functiondef(p.oid) end`,
        returns: `case when p.prokind = 'a' then ${typeName('p.prorettype')} end`,
        transition: 'g.aggtransfn::regprocedure::text',
        final: `nullif(g.aggfinalfn::regprocedure::text, '-')`,
        state: `case when g.aggfnoid is not null then ${typeName('g.aggtranstype')} end`,
        initial: 'g.agginitval',
        aggregateKind: `nullif(g.aggkind::text, 'n')`,
        combine: `nullif(g.aggcombinefn::regprocedure::text, '-')`,
        serialize: `nullif(g.aggserialfn::regprocedure::text, '-')`,
        deserialize: `nullif(g.aggdeserialfn::regprocedure::text, '-')`,
        finalWithArguments: yes('g.aggfinalextra'),
        sortOperator: `case when g.aggsortop <> 0 then g.aggsortop::regoperator::text end`,
        moving: `nullif(g.aggmtransfn::regprocedure::text, '-')`,
        parallel: `case when p.prokind = 'a' then nullif(p.proparallel::text, 'u') end`,
        notForPublic:
          yes(`not exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
          where a.grantee = 0 and a.privilege_type = 'EXECUTE')`),
      })} as definition, ${comment('p.oid', 'pg_proc')} as comment
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace left join pg_aggregate g on g.aggfnoid = p.oid
  where ${userSchema} and ${notExtension('p.oid', 'pg_proc')} ${only('p.oid')}
    -- a range type brings its constructors
    and not exists (select from pg_depend i where i.classid = 'pg_proc'::regclass and i.objid = p.oid and i.deptype = 'i')`

const onTables = `
  select c.oid as unit, ${key(`'trigger'`, 'n.nspname', 'c.relname', 'g.tgname')} as key, ${object({
    definition: 'pg_get_triggerdef(g.oid)',
    enabled: `case g.tgenabled when 'O' then null when 'D' then 'no' when 'R' then 'replica' else 'always' end`,
  })} as definition, ${comment('g.oid', 'pg_trigger')} as comment
  from pg_trigger g join pg_class c on c.oid = g.tgrelid join pg_namespace n on n.oid = c.relnamespace
  where not g.tgisinternal and g.tgparentid = 0 and ${userRelation}
  union all
  select c.oid, ${key(`'policy'`, 'n.nspname', 'c.relname', 'p.polname')}, ${object({
    command: `case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end`,
    restrictive: yes('not p.polpermissive'),
    roles: `(select jsonb_agg(coalesce(r.rolname, 'public') order by r.rolname) from unnest(p.polroles) o(id) left join pg_roles r on r.oid = o.id)`,
    using: 'pg_get_expr(p.polqual, p.polrelid)',
    check: 'pg_get_expr(p.polwithcheck, p.polrelid)',
  })}, ${comment('p.oid', 'pg_policy')}
  from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
  where ${userRelation}
  union all
  select c.oid, ${key(`'rule'`, 'n.nspname', 'c.relname', 'r.rulename')}, ${object({
    definition: 'pg_get_ruledef(r.oid)',
    enabled: `case r.ev_enabled when 'O' then null when 'D' then 'no' when 'R' then 'replica' else 'always' end`,
  })}, ${comment('r.oid', 'pg_rewrite')}
  from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
  where r.rulename <> '_RETURN' and ${userRelation}`

// The owner's own rights, and those that ALTER DEFAULT PRIVILEGES hands to every new table, belong to the database and
// not to its migrations: a shadow does not have them.
const grantee = `case when a.grantee = 0 then 'PUBLIC' else pg_get_userbyid(a.grantee)::text end`
const privilege = `a.privilege_type || case when a.is_grantable then ' with grant option' else '' end`
const grants = `
  select g.unit, 'grant:' || g.relation || ' to ' || g.grantee as key,
    jsonb_build_object('privileges', jsonb_agg(g.privilege order by g.privilege))::text as definition, null as comment
  from (
    select c.oid as unit, ${part('n.nspname')} || '.' || ${part('c.relname')} as relation, ${grantee} as grantee, ${privilege} as privilege
    from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) a
    where c.relacl is not null and a.grantee <> c.relowner and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and ${userRelation}
      and not exists (
        select from pg_default_acl d, aclexplode(d.defaclacl) b
        where d.defaclrole = c.relowner and d.defaclnamespace in (0, n.oid)
          and d.defaclobjtype = case c.relkind when 'S' then 'S' else 'r' end
          and b.grantee = a.grantee and b.privilege_type = a.privilege_type and b.is_grantable = a.is_grantable)
    union all
    select c.oid, ${part('n.nspname')} || '.' || ${part('c.relname')} || '.' || ${part('t.attname')}, ${grantee}, ${privilege}
    from pg_attribute t join pg_class c on c.oid = t.attrelid join pg_namespace n on n.oid = c.relnamespace,
      aclexplode(t.attacl) a
    where t.attacl is not null and a.grantee <> c.relowner and not t.attisdropped and ${userRelation}) g
  group by g.unit, g.relation, g.grantee`

/** What the units of a query are: relations, types or functions. Null: it is only ever read whole. */
export type CatalogKind = 'r' | 't' | 'f'

export const catalogQueries: { kind: CatalogKind | null; sql: string }[] = [
  { kind: null, sql: schemas },
  { kind: 'r', sql: tables },
  { kind: 'r', sql: columns },
  { kind: 'r', sql: constraints },
  { kind: 'r', sql: indexes },
  { kind: 't', sql: types },
  { kind: null, sql: collations },
  { kind: 'r', sql: sequences },
  { kind: 'r', sql: views },
  { kind: 'f', sql: functions },
  { kind: 'r', sql: onTables },
  { kind: 'r', sql: grants },
]

/** All that belongs to some units of a kind; `$1`: their object ids. */
export const unitsQuery: Record<CatalogKind, string> = {
  r: heldTo('r'),
  t: heldTo('t'),
  f: heldTo('f'),
}

function heldTo(kind: CatalogKind): string {
  const queries = catalogQueries.filter((query) => query.kind === kind).map(({ sql }) => `(${sql}\n  )`)
  return queries.join('\n  union all\n  ').replace(/\/\* only (\S+) \*\//g, 'and $1 = any($$1::oid[])')
}
