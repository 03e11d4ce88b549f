import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { postgres } from '../databases/postgres/postgres'
import type { SnapshotMethod, SnapshotSource, TakenSnapshot } from './method'

export const quiet = () => {}
export const newId = () => randomBytes(6).toString('hex')

export async function sourceOf(url: string): Promise<SnapshotSource> {
  const opened = await postgres.open(url, { applicationName: 'headgate test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const { identity } = opened.value
  await opened.value.close()
  return { url, identity }
}

/** Several statements; resolves to the first value of the last one. */
export async function one<T>(url: string, sql: string): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const result = await client.query({ text: sql, rowMode: 'array' })
    return (Array.isArray(result) ? result.at(-1) : result)?.rows?.[0]?.[0] as T
  } finally {
    await client.end()
  }
}

export async function databases(url: string, like: string): Promise<string[]> {
  const names = await one<string[] | null>(
    url,
    `select array_agg(datname::text) from pg_database where datname like '${like}'`,
  )
  return names ?? []
}

export async function take(
  method: SnapshotMethod,
  source: SnapshotSource,
): Promise<{ id: string; taken: TakenSnapshot }> {
  const id = newId()
  const taken = await method.take(source, id, quiet)
  if (!taken.ok) throw new Error(`${taken.failure.what} ${taken.failure.why}`)
  return { id, taken: taken.value }
}

/** A shop in a database of its own, whose name is added to `made`. */
export async function newSource(server: string, made: string[]): Promise<SnapshotSource> {
  const name = `t_snapshot_${Date.now()}_${randomBytes(4).toString('hex')}`
  await one(server, `create database "${name}"`)
  made.push(name)
  const url = postgres.withDatabase(server, name)
  await one(
    url,
    `create table customers (id serial primary key, name text not null, born timestamptz default now(), "odd Column" bytea default '\\x00ff');
     insert into customers (name) select 'customer ' || g from generate_series(1, 2000) g;
     create table events (id int primary key, body text);
     insert into events select g, md5(g::text) from generate_series(1, 1000) g;
     create schema "Shop""x"; create table "Shop""x"."Order" (id int, total float8, gone int);
     alter table "Shop""x"."Order" drop column gone;
     insert into "Shop""x"."Order" values (1, 0.1), (2, null), (3, 'nan');
     create view dear as select * from customers where id > 5;
     create function twice(int) returns int language sql as 'select $1 * 2'`,
  )
  return sourceOf(url)
}
