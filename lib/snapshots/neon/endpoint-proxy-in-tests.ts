import { connect, createServer, type Socket } from 'node:net'

export interface EndpointProxy {
  /** `127.0.0.1:port` */
  host: string
  stop(): Promise<void>
}

const protocol3 = 196_608

/**
 * A compute's address: what connects here and asks for the database `as` gets the database `name` of the server at
 * `url`. On Neon a branch's database has the name of its parent's, and the address alone tells them apart.
 */
export async function startEndpointProxy(url: string, as: string, name: string): Promise<EndpointProxy> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(port || 5432), hostname === 'localhost' ? '127.0.0.1' : hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    upstream.pipe(client)
    let first = Buffer.alloc(0)
    const onData = (chunk: Buffer) => {
      first = Buffer.concat([first, chunk])
      if (first.length < 8 || first.length < first.readInt32BE(0)) return
      client.off('data', onData)
      upstream.write(renamed(first, as, name))
      client.pipe(upstream)
    }
    client.on('data', onData)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('No port')
  return {
    host: `127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

/** The startup packet with the other name in it; anything else as it is. */
function renamed(packet: Buffer, as: string, name: string): Buffer {
  if (packet.readInt32BE(4) !== protocol3) return packet
  const length = packet.readInt32BE(0)
  const words = packet.subarray(8, length).toString('utf8').split('\0')
  const at = words.findIndex((word, index) => index % 2 === 0 && word === 'database')
  if (at >= 0 && words[at + 1] === as) words[at + 1] = name
  const body = Buffer.from(words.join('\0'), 'utf8')
  const head = Buffer.alloc(8)
  head.writeInt32BE(body.length + 8, 0)
  head.writeInt32BE(protocol3, 4)
  return Buffer.concat([head, body, packet.subarray(length)])
}
