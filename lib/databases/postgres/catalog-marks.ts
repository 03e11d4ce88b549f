import type { CatalogKind } from './catalog-queries'

/**
 * Tells whether and where a schema changed, for a small part of what reading it costs. PostgreSQL never changes a row
 * of its catalogs that a definition is made of in place: what changes gets a new version, with another `ctid` or `xmin`
 * (vacuum keeps both, or moves the row). A mark is a hash over the versions of all rows that one part of one unit is
 * made of: equal marks, equal rows, whoever changed what in which order of transactions.
 */

/** Objects of users are numbered from here on; what initdb made, extensions and scripts do not alter. */
const firstOfUsers = 16384

const version = (row: string, catalog: number) =>
  `hashtextextended(${row}.xmin::text, hashtidextended(${row}.ctid, ${catalog}))`

/** A catalog's rows `r`, and the unit that they are part of. `seed` tells catalogs apart. */
function rows(kind: 'a' | CatalogKind, unit: string, from: string, seed: number): string {
  return `select '${kind}', ${unit}, ${version('r', seed)} from ${from}`
}

const user = (oid: string) => `${oid} >= ${firstOfUsers}`

/** What names and definitions of many objects may hang on: when any of it changes, everything is read again. */
const everywhere = [
  'pg_namespace',
  'pg_extension',
  'pg_language',
  'pg_am',
  'pg_default_acl',
  'pg_foreign_data_wrapper',
  'pg_foreign_server',
  `pg_collation where ${user('oid')}`,
  `pg_operator where ${user('oid')}`,
  `pg_opclass where ${user('oid')}`,
  `pg_opfamily where ${user('oid')}`,
  `pg_cast where ${user('oid')}`,
  `pg_ts_config where ${user('oid')}`,
  `pg_ts_dict where ${user('oid')}`,
  `pg_description where classoid = 'pg_namespace'::regclass`,
  `pg_description where classoid = 'pg_collation'::regclass and ${user('objoid')}`,
  `pg_depend where refclassid = 'pg_extension'::regclass`,
]

/** A comment is a row of its own, of the object that it is about. */
const comment = (catalog: string) =>
  `pg_description r on r.classoid = '${catalog}'::regclass and ${user('r.objoid')}`
const described = (catalog: string) =>
  `pg_description r where r.classoid = '${catalog}'::regclass and ${user('r.objoid')}`

const versions = [
  ...everywhere.map((from, index) => {
    const [catalog, where] = from.split(' where ')
    return rows('a', '0::oid', `${catalog} r${where ? ` where ${where}` : ''}`, 100 + index)
  }),
  // Roles belong to the whole server: those that nothing in this database names do not matter.
  `select 'a', 0::oid, hashtextextended(r.rolname, r.oid::int8) from pg_roles r
    where not (${user('r.oid')}) or exists (select from pg_shdepend d join pg_database b on b.oid = d.dbid
      where d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid and b.datname = current_database())`,

  // An index is part of its table, and younger than what initdb made, as that is.
  rows(
    'r',
    'coalesce(x.indrelid, r.oid)',
    `pg_class r left join pg_index x on x.indexrelid = r.oid where ${user('r.oid')}`,
    1,
  ),
  rows('r', 'r.inhrelid', 'pg_inherits r', 2),
  rows('r', 'r.partrelid', 'pg_partitioned_table r', 3),
  rows('r', 'r.ftrelid', 'pg_foreign_table r', 4),
  rows('r', 'r.seqrelid', 'pg_sequence r', 5),
  rows(
    'r',
    's.seqrelid',
    `pg_sequence s join pg_depend r on r.classid = 'pg_class'::regclass and ${user('r.objid')} and r.objid = s.seqrelid`,
    6,
  ),
  rows(
    'r',
    'coalesce(x.indrelid, r.attrelid)',
    `pg_attribute r left join pg_index x on x.indexrelid = r.attrelid where ${user('r.attrelid')} and r.attnum > 0`,
    7,
  ),
  rows('r', 'r.adrelid', 'pg_attrdef r', 8),
  rows('r', 'r.conrelid', `pg_constraint r where ${user('r.oid')} and r.conrelid <> 0`, 9),
  rows('r', 'r.indrelid', `pg_index r where ${user('r.indrelid')}`, 10),
  rows('r', 'r.stxrelid', 'pg_statistic_ext r', 13),
  rows('r', 'r.tgrelid', 'pg_trigger r where not r.tgisinternal', 14),
  rows('r', 'r.polrelid', 'pg_policy r', 15),
  rows('r', 'r.ev_class', `pg_rewrite r where ${user('r.ev_class')}`, 16),
  rows('r', 'r.objoid', described('pg_class'), 30),
  rows('r', 'x.indrelid', `pg_index x join ${comment('pg_class')} and r.objoid = x.indexrelid`, 31),
  rows('r', 'k.conrelid', `pg_constraint k join ${comment('pg_constraint')} and r.objoid = k.oid`, 32),
  rows('r', 'g.tgrelid', `pg_trigger g join ${comment('pg_trigger')} and r.objoid = g.oid`, 33),
  rows('r', 'p.polrelid', `pg_policy p join ${comment('pg_policy')} and r.objoid = p.oid`, 34),
  rows('r', 'w.ev_class', `pg_rewrite w join ${comment('pg_rewrite')} and r.objoid = w.oid`, 35),
  rows('r', 's.stxrelid', `pg_statistic_ext s join ${comment('pg_statistic_ext')} and r.objoid = s.oid`, 36),
  rows('t', 'r.objoid', described('pg_type'), 37),
  rows('f', 'r.objoid', described('pg_proc'), 38),
  rows('t', 'r.oid', `pg_type r where ${user('r.oid')}`, 17),
  rows('t', 'r.enumtypid', 'pg_enum r', 18),
  rows('t', 'r.contypid', `pg_constraint r where ${user('r.oid')} and r.contypid <> 0`, 19),
  rows('t', 'r.rngtypid', `pg_range r where ${user('r.rngtypid')}`, 20),
  rows(
    't',
    'c.reltype',
    `pg_class c join pg_attribute r on r.attrelid = c.oid where c.relkind = 'c' and ${user('c.oid')}`,
    21,
  ),
  rows('f', 'r.oid', `pg_proc r where ${user('r.oid')}`, 22),
  rows('f', 'r.aggfnoid::oid', `pg_aggregate r where ${user('r.aggfnoid::oid')}`, 23),
]

/**
 * Rows of `unit` (a letter for the kind, then an object id; `a0`: everywhere), `versions`, `name` and `isQuery`: whether
 * its text is a whole query, which may read differently after a change of any relation that it names.
 */
export const marksQuery = `
  with units(kind, unit, name, is_query) as materialized (
    select 'a', 0::oid, '', false
    union all
    select 'r', c.oid, concat_ws(' ', c.relkind, c.relnamespace, c.relname), c.relkind in ('v', 'm') or c.relhasrules
      or exists (select from pg_policy p where p.polrelid = c.oid)
    from pg_class c where ${user('c.oid')} and c.relkind in ('r', 'p', 'f', 'v', 'm', 'S', 'c') and c.relpersistence <> 't'
    union all
    select 't', t.oid, concat_ws(' ', t.typtype, t.typnamespace, t.typname), false from pg_type t
    where ${user('t.oid')} and t.typcategory <> 'A' and (t.typrelid = 0 or exists (
      select from pg_class c where c.oid = t.typrelid and c.relkind = 'c'))
    union all
    select 'f', p.oid, concat_ws(' ', p.prokind, p.pronamespace, p.proname), p.prosqlbody is not null
    from pg_proc p where ${user('p.oid')}
  ), versions(kind, unit, version) as (
    ${versions.join('\n    union all ')}
  ), marks(kind, unit, versions) as (
    select kind, unit, bit_xor(version) || '/' || count(*) from versions group by kind, unit
  )
  select kind || unit as unit, versions, name, is_query as "isQuery" from units join marks using (kind, unit)`

/**
 * Rows of `unit` (as above) and `names`: what definitions of others may call a part of a relation or of an enum, each
 * as a number that it keeps for ever, and the name.
 */
export const partNamesQuery = partNames('', '')

/** The same of some alone. `$1`, `$2`: object ids of relations and enums. */
export const unitPartNamesQuery = partNames(
  'and r.attrelid = any($1::oid[])',
  'where e.enumtypid = any($2::oid[])',
)

function partNames(ofRelations: string, ofEnums: string): string {
  return `
  select 'r' || r.attrelid as unit, array_agg(r.attnum || ' ' || r.attname) as names
  from pg_attribute r
  where ${user('r.attrelid')} and r.attnum > 0 and not r.attisdropped ${ofRelations}
  group by r.attrelid
  union all
  select 't' || e.enumtypid, array_agg(e.oid || ' ' || e.enumlabel) from pg_enum e ${ofEnums}
  group by e.enumtypid`
}
