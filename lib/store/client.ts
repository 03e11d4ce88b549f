import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client'

const slot = Symbol.for('headgate.prisma')
type Slot = { [slot]?: Map<string, PrismaClient> }

/** A new client for the control database. The caller disconnects it. */
export function createPrisma(url: string): PrismaClient {
  // Without a handler an idle connection that the server closes would end the process.
  const onPoolError = (error: Error) => console.error(`control database: ${error.message}`)
  const adapter = new PrismaPg({ connectionString: url, max: 10 }, { onPoolError })
  // Writers of audit events queue for one lock: on a busy machine Prisma's 2 and 5 seconds would fail honest acts.
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 15_000, timeout: 30_000 } })
}

/** The process's one client for `url`: Next loads this module several times, and each would open its own pool. */
export function sharedPrisma(url: string): PrismaClient {
  const holder = globalThis as Slot
  holder[slot] ??= new Map()
  const clients = holder[slot]
  const known = clients.get(url)
  if (known) return known
  const client = createPrisma(url)
  clients.set(url, client)
  return client
}
