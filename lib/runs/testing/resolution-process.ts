import { appendFileSync } from 'node:fs'
import { postgres } from '../../databases/postgres/postgres'
import { systemClock } from '../../domain/clock'
import { ok } from '../../domain/failure'
import type { Journal } from '../../domain/journal'
import { executeResolution } from '../execute-resolution'
import { memoryJournal } from './memory-journal'

/** Carries out the resolution of its first argument, and writes every call of its journal to the file of the second. */
const [order, file] = process.argv.slice(2)
if (!order || !file) throw new Error('An order and a file are needed.')
const { runId, ...given } = JSON.parse(order)

const memory = memoryJournal(runId)
const told = ['announce', 'start', 'note', 'finish', 'record'] as const
const journal: Journal = { ...memory }
for (const name of told) {
  journal[name] = async (...call: unknown[]) => {
    appendFileSync(file, `${JSON.stringify([name, ...call])}\n`)
    await (memory[name] as (...call: unknown[]) => Promise<void>)(...call)
  }
}
const writeFiles = async () => ok()
await executeResolution({ ...given, writeFiles }, { database: postgres, journal, clock: systemClock })
