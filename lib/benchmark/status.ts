import { postgres } from '../databases/postgres/postgres'
import { migrationStatuses } from '../domain/migration-status'
import { readLedger } from '../engines/prisma/ledger'
import { wireProxy } from '../engines/prisma/wire-proxy'
import { connected } from './baselines'
import { appliedDatabase, value } from './environment'
import { generatedHistory } from './generated-history'
import { type Measurement, timed } from './measurement'

const count = 800
const connecting = 1

/** The state of every migration, without drift, held against one query for the ledger. */
export const measureStatus: Measurement = {
  name: 'status',
  async measure({ adminUrl, rounds }) {
    const history = generatedHistory(count)
    const url = await appliedDatabase(adminUrl, 'status', history)
    async function status(at: string): Promise<void> {
      const session = value(await postgres.open(at, { applicationName: 'headgate bench' }))
      const { rows } = await readLedger(session).finally(() => session.close())
      const applied = migrationStatuses(history, rows).filter(({ state }) => state === 'applied')
      if (applied.length !== count) throw new Error(`${applied.length} are applied.`)
    }
    const bare = () =>
      connected(url, (client) => client.query('SELECT * FROM _prisma_migrations ORDER BY started_at'))
    await bare()
    const times: number[] = []
    const baselineTimes: number[] = []
    for (let round = 0; round < rounds * 4; round += 1) {
      baselineTimes.push(await timed(bare))
      times.push(await timed(() => status(url)))
    }
    const proxy = await wireProxy(url)
    await status(proxy.url)
    const trips = proxy.roundTrips() - connecting
    await proxy.close()
    const name = `Status of ${count}`
    return [
      {
        name,
        unit: 'ms',
        values: times,
        baseline: 'node-postgres, connecting and one query for the ledger',
        baselineValues: baselineTimes,
      },
      {
        name,
        unit: 'round trips',
        values: [trips],
        baseline: 'that query, both besides connecting',
        baselineValues: [1],
        target: 2,
      },
    ]
  },
}
