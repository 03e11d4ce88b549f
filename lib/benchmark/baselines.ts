import pg from 'pg'
import type { PlannedMigration } from '../domain/plan'
import { createLedgerSql, newRowId } from '../engines/prisma/ledger'

/**
 * What node-postgres alone takes for the same statements: one connection, a transaction for each migration, statement
 * by statement. No ledger, no locks, no checks.
 */
export async function sendStatements(url: string, migrations: PlannedMigration[]): Promise<void> {
  await connected(url, async (client) => {
    for (const { statements } of migrations) {
      await client.query('BEGIN')
      for (const { text } of statements) await client.query(text)
      await client.query('COMMIT')
    }
  })
}

/** The same with the ledger that Prisma would leave: a row before the statements, finished after them. */
export async function sendStatementsWithLedger(url: string, migrations: PlannedMigration[]): Promise<void> {
  await connected(url, async (client) => {
    await client.query(createLedgerSql('public'))
    for (const { name, checksum, statements } of migrations) {
      const id = newRowId()
      await client.query('BEGIN')
      await client.query(
        `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at) VALUES ($1, $2, $3, clock_timestamp())`,
        [id, checksum, name],
      )
      for (const { text } of statements) await client.query(text)
      await client.query(
        'UPDATE _prisma_migrations SET applied_steps_count = 1, finished_at = clock_timestamp() WHERE id = $1',
        [id],
      )
      await client.query('COMMIT')
    }
  })
}

/** The least that a replay can be: each script whole, in one message. */
export async function sendScripts(url: string, scripts: { sql: string }[]): Promise<void> {
  await connected(url, async (client) => {
    for (const { sql } of scripts) await client.query(`BEGIN;\n${sql}\n;COMMIT`)
  })
}

export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
