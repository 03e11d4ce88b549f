import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { keepRunning, type ManagedProcess } from './managed-process'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headgate-process-'))
})

afterAll(() => rm(folder, { recursive: true }))

async function keep(name: string, code: string): Promise<{ kept: ManagedProcess; lines: string[] }> {
  const file = join(folder, `${name}.cjs`)
  await writeFile(file, code)
  const lines: string[] = []
  const definition = { name, args: [file], root, environment: process.env, graceMs: 5_000 }
  return { kept: keepRunning(definition, (line) => lines.push(line)), lines }
}

test('lets a fork wait for its orders, as the server of next dev does', async () => {
  const worker = `process.on('message', (order) => { console.log('got ' + order); setInterval(() => {}, 1000) })
    process.send('ready')`
  await writeFile(join(folder, 'worker.cjs'), worker)
  const { kept, lines } = await keep(
    'forks',
    `const worker = require('node:child_process').fork(${JSON.stringify(join(folder, 'worker.cjs'))})
     worker.on('message', () => setTimeout(() => worker.send('an order'), 300))
     worker.on('exit', (code) => { console.log('the fork ended with ' + code); process.exit(0) })`,
  )
  await vi.waitFor(() => expect(lines.length).toBeGreaterThan(0), 10_000)
  expect(lines).toEqual(['got an order'])
  await kept.stop()
  expect(kept.restarts()).toBe(0)
})

test('starts again what has nothing left to do, and not what was stopped', async () => {
  const { kept, lines } = await keep('ends', `console.log('began')`)
  await vi.waitFor(() => expect(lines.filter((line) => line === 'began')).toHaveLength(2), 10_000)
  expect(lines[1]).toBe('ended with code 0; it is started again in 0.5 s')
  await kept.stop()
})
