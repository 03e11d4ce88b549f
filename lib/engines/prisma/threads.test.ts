import { expect, test } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import type { ReplayHost } from './remembered-replay'
import { createThreads } from './threads'
import type { WorkerRequest } from './worker'
import { engineWorkerFile } from './worker-file'

const noShadow: ReplayHost = {
  holding: () => Promise.reject(new Error('no shadow')),
  known: async () => null,
  tell: () => {},
}

async function request(call: WorkerRequest['call']): Promise<WorkerRequest> {
  const { createDatabase } = await testServer()
  const liveUrl = await createDatabase('threads')
  const rest = {
    readOnly: true,
    schema: 'public',
    lockTimeoutMs: 1_000,
    hasShadow: false,
    place: 'here',
    standIns: new Map(),
  }
  return { call, liveUrl, ...rest }
}

function threads(options: { concurrency?: number; workerFile?: string } = {}) {
  return createThreads({ workerFile: engineWorkerFile(), concurrency: 2, timeoutMs: 20_000, ...options })
}

test('a panic is told with its message, and the next call gets a fresh engine', async () => {
  const one = threads()
  const diagnosis = await request({ kind: 'diagnose', migrations: [], schema: [] })
  expect((await one.ask(diagnosis, noShadow)).tag).toBe('answer')
  const panic = await one.ask(await request({ kind: 'panic', schema: [] }), noShadow)
  expect(panic).toMatchObject({
    tag: 'crashed',
    message: expect.stringContaining('debugPanic artificial panic'),
  })
  expect((await one.ask(diagnosis, noShadow)).tag).toBe('answer')
})

test('a panic ends no other call', async () => {
  const one = threads()
  const [panic, other] = [
    one.ask(await request({ kind: 'panic', schema: [] }), noShadow),
    one.ask(await request({ kind: 'diagnose', migrations: [], schema: [] }), noShadow),
  ]
  expect([(await panic).tag, (await other).tag]).toEqual(['crashed', 'answer'])
})

test('a thread that cannot start is a crash with a reason', async () => {
  const outcome = await threads({ workerFile: '/nowhere/worker.mjs' }).ask(
    await request({ kind: 'diagnose', migrations: [], schema: [] }),
    noShadow,
  )
  expect(outcome).toMatchObject({ tag: 'crashed', message: expect.stringContaining('/nowhere/worker.mjs') })
})

test('a shadow that cannot be had fails the call, not the thread', async () => {
  const asks = await request({
    kind: 'diff',
    from: { of: 'migrations', migrations: [] },
    to: { of: 'empty' },
    schema: [],
  })
  const outcome = await threads().ask({ ...asks, hasShadow: true }, noShadow)
  expect(outcome.tag).toBe('failed')
})

test('no more than so many at once, in the order in which they came', async () => {
  const one = threads({ concurrency: 2 })
  const began: number[] = []
  let atOnce = 0
  let most = 0
  const works = [0, 1, 2, 3, 4].map((n) =>
    one.inTurn(async () => {
      began.push(n)
      atOnce += 1
      most = Math.max(most, atOnce)
      await new Promise((resolve) => setImmediate(resolve))
      atOnce -= 1
      if (n === 1) throw new Error('A failure frees its place, too.')
    }),
  )
  await Promise.allSettled(works)
  expect([most, began]).toEqual([2, [0, 1, 2, 3, 4]])
})
