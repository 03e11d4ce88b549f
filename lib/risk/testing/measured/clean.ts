import type pg from 'pg'

/** Makes the database as good as new. */
export async function cleanDatabase(client: pg.Client): Promise<void> {
  await client.query('rollback; reset all; discard temp')
  const { rows } = await client.query<{ drop: string }>(`
    select format('drop extension if exists %I cascade', extname) as drop from pg_extension where extname <> 'plpgsql'
    union all select format('drop event trigger %I', evtname) from pg_event_trigger
    union all select format('drop publication %I', pubname) from pg_publication
    union all select format('drop schema if exists %I cascade', nspname) from pg_namespace
      where oid >= 16384 and nspname !~ '^pg_(toast_)?temp_' or nspname = 'public'`)
  await client.query(`${rows.map(({ drop }) => drop).join('; ')}; create schema public`)
}
