import { createConnection, createServer, type Server, type Socket } from 'node:net'

/** How a connection fails. */
export type Cut =
  /** Both ends are told. */
  | { how: 'reset' }
  /** Nothing passes any more and nobody is told, for that long; then both ends are. */
  | { how: 'black_hole'; ms: number }
  /** Everything comes later, for that long. */
  | { how: 'delay'; ms: number; forMs: number }
  /** After so many bytes more in one direction. */
  | { how: 'after_bytes'; direction: 'to_server' | 'to_client'; bytes: number }
  /** After the next COMMIT has gone to the server, and before its answer comes back. */
  | { how: 'after_commit' }

/** A TCP proxy before a server. Without a cut it passes everything on. */
export interface FaultProxy {
  readonly port: number
  /** Of the same database, through the proxy. */
  through(url: string): string
  /** Fails every connection that is open now, and those that are opened before `heal`. */
  cut(cut: Cut): void
  /** How many connections were failed since the last cut was asked for. */
  failed(): number
  /** From now on everything passes; what was failed stays so. */
  heal(): void
  close(): Promise<void>
}

interface Pair {
  client: Socket
  server: Socket
  cut: Cut | null
  /** Bytes that may still pass. */
  left: number
  held: boolean
  delayMs: number
}

export async function proxyTo(port: number): Promise<FaultProxy> {
  const pairs = new Set<Pair>()
  let standing: Cut | null = null
  let failed = 0

  const end = (pair: Pair) => {
    pairs.delete(pair)
    pair.client.resetAndDestroy()
    pair.server.resetAndDestroy()
  }
  const fail = (pair: Pair) => {
    failed += 1
    end(pair)
  }
  const arm = (pair: Pair, cut: Cut) => {
    pair.cut = cut
    if (cut.how === 'reset') fail(pair)
    if (cut.how === 'after_bytes') pair.left = cut.bytes
    if (cut.how === 'delay') {
      pair.delayMs = cut.ms
      setTimeout(() => {
        pair.delayMs = 0
        pair.cut = null
      }, cut.forMs).unref()
    }
    if (cut.how === 'black_hole') {
      pair.held = true
      setTimeout(() => pairs.has(pair) && fail(pair), cut.ms).unref()
    }
  }

  const pass = (pair: Pair, direction: 'to_server' | 'to_client', chunk: Buffer) => {
    if (pair.held) return
    const to = direction === 'to_server' ? pair.server : pair.client
    const { cut } = pair
    if (cut?.how === 'after_bytes' && cut.direction === direction) {
      const passing = chunk.subarray(0, pair.left)
      pair.left -= passing.length
      to.write(passing)
      // What has passed is to arrive: a reset would overtake it.
      if (pair.left <= 0) {
        pair.held = true
        setTimeout(() => pairs.has(pair) && fail(pair), 20)
      }
      return
    }
    if (
      cut?.how === 'after_commit' &&
      direction === 'to_server' &&
      /\bCOMMIT\b/.test(chunk.toString('latin1'))
    ) {
      to.write(chunk)
      pair.held = true
      setTimeout(() => pairs.has(pair) && fail(pair), 60)
      return
    }
    if (pair.delayMs > 0) setTimeout(() => to.destroyed || to.write(chunk), pair.delayMs)
    else to.write(chunk)
  }

  const listener: Server = createServer((client) => {
    const server = createConnection({ port, host: '127.0.0.1' })
    client.setNoDelay(true)
    server.setNoDelay(true)
    const pair: Pair = { client, server, cut: null, left: 0, held: false, delayMs: 0 }
    pairs.add(pair)
    client.on('data', (chunk) => pass(pair, 'to_server', chunk))
    server.on('data', (chunk) => pass(pair, 'to_client', chunk))
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('error', () => pair.held || end(pair))
      from.on('close', () => {
        // In a black hole not even the end of the one side reaches the other.
        if (pair.held) return
        pairs.delete(pair)
        // Behind what is still to be passed on.
        setTimeout(() => to.end(), pair.delayMs)
      })
    }
    if (standing) arm(pair, standing)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  const own = typeof address === 'object' && address ? address.port : 0
  return {
    port: own,
    through: (url) => url.replace(`:${port}/`, `:${own}/`),
    cut(cut) {
      failed = 0
      standing = cut
      for (const pair of [...pairs]) arm(pair, cut)
    },
    failed: () => failed,
    heal() {
      standing = null
      for (const pair of pairs) {
        if (pair.cut?.how === 'after_commit' || pair.cut?.how === 'after_bytes') pair.cut = null
      }
    },
    async close() {
      for (const pair of [...pairs]) end(pair)
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
