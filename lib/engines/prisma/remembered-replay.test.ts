import type { SqlDriverAdapter, SqlResultSet } from '@prisma/driver-adapter-utils'
import { beforeEach, expect, test } from 'vitest'
import { rememberReplays } from './remembered-replay'

/** What the shadow holds, as a list, and what was done to it. */
let held: string[]
let done: string[]
let told: Map<string, SqlResultSet>
beforeEach(() => {
  held = []
  done = []
  told = new Map()
})

function shadow({ likely = [] as string[], place = 'here' } = {}) {
  const adapter = (): SqlDriverAdapter => ({
    provider: 'postgres',
    adapterName: 'list',
    async executeScript(script) {
      done.push(script)
      held.push(script)
    },
    async queryRaw() {
      done.push(`? ${held.join()}`)
      return { columnNames: [], columnTypes: [], rows: [[...held]] }
    },
    executeRaw: async () => 0,
    startTransaction: () => Promise.reject(new Error('unused')),
    dispose: async () => {},
  })
  const host = {
    async holding(scripts: string[] | null) {
      if (scripts?.includes('bad')) throw new Error('bad')
      held = [...(scripts ?? likely)]
      done.push(`= ${held.join()}`)
      return { url: `url ${done.length}`, scripts: [...held] }
    },
    known: async (key: string) => told.get(key) ?? null,
    tell: (key: string, answer: SqlResultSet) => void told.set(key, answer),
  }
  return rememberReplays(host, async () => adapter(), {
    place,
    standIns: new Map(),
    schemaName: 'public',
  })
}

const ask = (sql: string) => ({ sql, args: [], argTypes: [] })

async function replay(
  on: ReturnType<typeof shadow>,
  scripts: string[],
  question = 'SELECT tables',
): Promise<void> {
  const adapter = await on.connect()
  await adapter.queryRaw(ask('SELECT version()'))
  for (const script of scripts) await adapter.executeScript(script)
  expect((await adapter.queryRaw(ask(question))).rows).toEqual([scripts])
  await adapter.dispose()
}

test('a history comes prepared, and is asked about once', async () => {
  const on = shadow({ likely: ['a', 'b'] })
  await replay(on, ['a', 'b'])
  await replay(on, ['a', 'b'])
  await replay(on, ['a', 'b'], 'SELECT views')
  expect(done).toEqual(['= a,b', '? a,b', '? a,b', '? a,b'])
})

test('what another call was told needs no database, unless it was in another place', async () => {
  await replay(shadow({ likely: ['a'] }), ['a'])
  const before = done.length
  await replay(shadow({ likely: ['a'] }), ['a'])
  expect(done).toHaveLength(before)
  await replay(shadow({ likely: ['a'], place: 'elsewhere' }), ['a'])
  expect(done.slice(before)).toEqual(['= a', '? a', '? a'])
})

test('what was changed beside the scripts is asked for, and told to nobody', async () => {
  const on = shadow()
  await replay(on, ['a'])
  const adapter = await on.connect()
  await adapter.executeScript('a')
  await adapter.executeRaw(ask('CREATE'))
  held.push('CREATE')
  expect((await adapter.queryRaw(ask('SELECT tables'))).rows).toEqual([['a', 'CREATE']])
  await adapter.dispose()
  await replay(on, ['a'])
  await replay(on, ['a'], 'SELECT views')
})

test('another history is another database', async () => {
  const on = shadow({ likely: ['a'] })
  await replay(on, ['a'])
  await replay(on, ['a', 'b'])
  await replay(on, ['a'])
  await replay(on, ['a'], 'SELECT views')
  await replay(on, ['x'])
  await replay(on, [])
  expect(done.filter((each) => each.startsWith('='))).toEqual(['= a', '= a,b', '= a', '= x', '= '])
})

test('a history that cannot be had fails the question, and the next one is asked for anew', async () => {
  const on = shadow({ likely: ['a'] })
  await replay(on, ['a'])
  const adapter = await on.connect()
  await adapter.executeScript('bad')
  await expect(adapter.queryRaw(ask('SELECT tables'))).rejects.toThrow('bad')
  await adapter.dispose()
  await replay(on, ['a'], 'SELECT views')
  expect(done.filter((each) => each.startsWith('='))).toEqual(['= a', '= a'])
})
