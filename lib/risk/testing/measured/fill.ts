import type pg from 'pg'

/**
 * Puts rows into every empty table, spread over several pages, so that a scan is plain to see. Rows of different tables
 * carry the same values, so that foreign keys hold. A table that does not take them stays empty.
 */
export async function fillTables(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; columns: string[]; values: string[] }>(tablesToFill)
  if (rows.length === 0) return
  const statements = rows.map(
    ({ name, columns, values }) => `begin
      execute $q$select exists (select from only ${name})$q$ into filled;
      if not filled then
        execute $q$alter table ${name} set (fillfactor = 10)$q$;
        execute $q$insert into ${name} ${columns.length ? `(${columns.join(', ')})` : ''}
          overriding system value select ${values.length ? values.join(', ') : ''} from generate_series(1, 60) g$q$;
        execute $q$alter table ${name} reset (fillfactor)$q$;
      end if;
    exception when others then null; end;`,
  )
  await client.query(`set session_replication_role = replica;
    do $do$ declare filled boolean; begin ${statements.join('\n')} end $do$;
    reset session_replication_role; analyze ${rows.map(({ name }) => name).join(', ')}`)
}

/** Columns that number themselves are left out. */
const tablesToFill = `
  select c.oid::regclass::text as name, coalesce(array_agg(quote_ident(a.attname) order by a.attnum)
      filter (where a.attname is not null), '{}') as columns,
    coalesce(array_agg(case
      when t.typelem <> 0 and t.typlen = -1 and t.typcategory = 'A' then '''{}''::' || format_type(a.atttypid, null)
      when t.typtype = 'e' or b.typtype = 'e' then '(enum_range(null::' || format_type(b.oid, null) ||
        '))[1 + g % array_length(enum_range(null::' || format_type(b.oid, null) || '), 1)]'
      when b.typname = 'bool' then 'g % 2 = 0'
      when b.typname = 'uuid' then 'md5(g::text)::uuid'
      when b.typname in ('date', 'timestamp', 'timestamptz') then '(timestamp ''2024-01-01'' + g * interval ''1 day'')::' || b.typname
      when b.typname in ('time', 'timetz') then '(time ''00:00'' + g * interval ''1 minute'')'
      when b.typname = 'interval' then 'g * interval ''1 hour'''
      when b.typname in ('json', 'jsonb') then '''{}''::' || b.typname
      when b.typname = 'bytea' then 'decode(md5(g::text), ''hex'')'
      when b.typname in ('inet', 'cidr') then '(''10.0.0.'' || g)::' || b.typname
      when b.typname in ('bit', 'varbit') then 'g::bit(8)::' || format_type(a.atttypid, a.atttypmod)
      when b.typname = 'numeric' then case when a.atttypmod > 0 and ((a.atttypmod - 4) >> 16) - ((a.atttypmod - 4) & 65535) < 2
        then '0' else 'g' end
      when b.typcategory = 'N' then 'g::text::' || b.typname
      when b.typtype = 'r' then '''empty''::' || format_type(b.oid, null)
      when b.typname = 'tsvector' then 'to_tsvector(g::text)'
      when b.typname = 'xml' then '''<a/>''::xml'
      when b.typname = 'bpchar' and a.atttypmod = 5 then '''x'''
      else 'g::text' end order by a.attnum) filter (where a.attname is not null), '{}') as values
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
    left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and a.attidentity = '' and not exists (select from pg_attrdef d where d.adrelid = c.oid and d.adnum = a.attnum
        and pg_get_expr(d.adbin, d.adrelid) like 'nextval(%')
    left join pg_type t on t.oid = a.atttypid
    left join pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
  where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and c.oid >= 16384
  group by c.oid`
