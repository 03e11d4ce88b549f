import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser } from '../../sql/parse'
import { analyse } from '../analyse'
import { emptyModel } from '../model/empty-model'
import { pairs } from './testing/pairs'
import { prismaDiff } from './testing/prisma-diff'

beforeAll(loadParser)

/** The SQL is not kept: the engine writes it anew, so that a newer engine's other shapes are noticed. */
describe('what Prisma writes between two schemas', () => {
  it.each(pairs.map((pair) => [pair.name, pair] as const))('%s', async (_, { from, to, finds }) => {
    const { before, migration } = await prismaDiff(from, to)
    const scripts = [
      { name: 'before', sql: before, silent: true },
      { name: 'migration', sql: migration },
    ]
    const { findings, migrations } = analyse(scripts, emptyModel({ complete: true }), {
      postgres: 18,
      runner: 'headgate',
      together: false,
      hygiene: false,
      guarded: true,
      live: false,
    })
    expect(migrations[0]?.errors).toEqual([])
    expect([...new Set(findings.map(({ rule }) => rule))].sort()).toEqual([...finds].sort())
  })
})
