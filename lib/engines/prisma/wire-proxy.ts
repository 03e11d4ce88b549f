import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface WireProxy {
  url: string
  /** Messages with which the server said that it is ready for the next command: one for each round trip. */
  roundTrips(): number
  close(): Promise<void>
}

/** Stands before a PostgreSQL server and counts. The first round trip of a connection is connecting itself. */
export async function wireProxy(url: string): Promise<WireProxy> {
  const to = new URL(url)
  const sockets = new Set<Socket>()
  let trips = 0
  const proxy = createServer((client) => {
    const server = connect(Number(to.port), to.hostname)
    const count = readyCounter()
    server.on('data', (bytes) => {
      trips += count(bytes)
    })
    for (const socket of [client, server]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    client.pipe(server).pipe(client)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String((proxy.address() as AddressInfo).port)
  through.searchParams.set('sslmode', 'disable')
  return {
    url: through.href,
    roundTrips: () => trips,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}

/** Counts `ReadyForQuery` in a stream of messages: a type byte, and a length that counts itself. */
function readyCounter(): (bytes: Buffer) => number {
  let rest = Buffer.alloc(0)
  return (bytes) => {
    let ready = 0
    rest = Buffer.concat([rest, bytes])
    while (rest.length >= 5 && rest.length >= 1 + rest.readInt32BE(1)) {
      if (rest[0] === 'Z'.charCodeAt(0)) ready += 1
      rest = rest.subarray(1 + rest.readInt32BE(1))
    }
    return ready
  }
}
