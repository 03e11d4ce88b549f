import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { beforeEach, expect, test } from 'vitest'
import { rememberReplays } from './remembered-replay'

/** What the shadow holds, as a list, and what was done to it. */
let held: string[]
let done: string[]
beforeEach(() => {
  held = []
  done = []
})

function shadow() {
  const adapter = (): SqlDriverAdapter => ({
    provider: 'postgres',
    adapterName: 'list',
    async executeScript(script) {
      done.push(script)
      if (script === 'bad') throw new Error('bad')
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
  return rememberReplays(
    async () => {
      held = []
      done.push('empty')
      return 'url'
    },
    async () => adapter(),
  )
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

test('the same history is replayed once', async () => {
  const on = shadow()
  await replay(on, ['a', 'b'])
  await replay(on, ['a', 'b'], 'SELECT views')
  expect(done).toEqual(['empty', '? ', 'a', 'b', '? a,b', '? a,b', '? a,b'])
})

test('what was told about a history is told again, whatever the shadow holds meanwhile', async () => {
  const on = shadow()
  await replay(on, ['a'])
  await replay(on, ['a', 'b'])
  const before = done.length
  await replay(on, ['a'])
  await replay(on, ['a', 'b'])
  expect(done.slice(before)).toEqual(['? a,b', '? a,b'])
  await replay(on, ['a'], 'SELECT views')
  expect(done.slice(before + 3)).toEqual(['empty', 'a', '? a'])
})

test('what was changed beside the scripts is asked for', async () => {
  const on = shadow()
  await replay(on, ['a'])
  const adapter = await on.connect()
  await adapter.executeScript('a')
  await adapter.executeRaw(ask('CREATE'))
  held.push('CREATE')
  expect((await adapter.queryRaw(ask('SELECT tables'))).rows).toEqual([['a', 'CREATE']])
  await adapter.dispose()
  await replay(on, ['a'], 'SELECT views')
})

test('a longer one continues, a shorter or another one starts over', async () => {
  const on = shadow()
  await replay(on, ['a'])
  await replay(on, ['a', 'b'])
  expect(done.filter((each) => each === 'empty')).toHaveLength(1)
  await replay(on, ['a'])
  await replay(on, ['a', 'c', 'd'])
  await replay(on, ['x'])
  await replay(on, [])
  await replay(on, ['a', 'b'])
})

test('after a failed script nothing is taken for granted', async () => {
  const on = shadow()
  await replay(on, ['a'])
  const adapter = await on.connect()
  await adapter.executeScript('a')
  await expect(adapter.executeScript('bad')).rejects.toThrow('bad')
  await replay(on, ['a'])
  expect(done.filter((each) => each === 'empty')).toHaveLength(2)
})
