import pg from 'pg'

/** One query on a connection of its own. Rejects when the server cannot be reached within ten seconds. */
export async function ask<Row = Record<string, unknown>>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return withClient(url, async (client) => {
    const result = await client.query(values.length > 0 ? { text: sql, values } : sql)
    return (Array.isArray(result) ? (result.at(-1)?.rows ?? []) : result.rows) as Row[]
  })
}

export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
  applicationName = 'fault suite',
): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

/** Asks again until the server answers and the answer satisfies; null when it never did within `withinMs`. */
export async function eventually<T>(
  look: () => Promise<T>,
  satisfies: (value: T) => boolean,
  withinMs: number,
): Promise<T | null> {
  for (const until = Date.now() + withinMs; ; ) {
    const value = await look().catch(() => null)
    if (value !== null && satisfies(value)) return value
    if (Date.now() > until) return null
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
