import { describe, expect, it } from 'vitest'
import type { LedgerRow } from '../domain/migration'
import { appliedBy, type DeployStep } from './applied-by'

const row: LedgerRow = {
  id: 'r',
  checksum: 'c',
  name: '1_a',
  startedAt: '2026-03-01T10:00:00.000Z',
  finishedAt: '2026-03-01T10:00:02.000Z',
  rolledBackAt: null,
  logs: null,
  appliedStepsCount: 1,
}

function step(migration: string, startedAt: string): DeployStep {
  return {
    environmentId: 'e',
    migration,
    runId: 'run',
    person: 'Rui',
    request: { number: 3, title: 't' },
    startedAt: Date.parse(startedAt),
    tookMs: 1_500,
  }
}

describe('appliedBy', () => {
  it('names the deploy whose step agrees in name and time', () => {
    expect(appliedBy(row, [step('1_a', '2026-03-01T10:01:00Z')])).toEqual({
      by: { through: 'headgate', person: 'Rui', runId: 'run', request: { number: 3, title: 't' } },
      tookMs: 1_500,
    })
  })

  it('says outside when an older deploy of Headgate was taken back and somebody else applied it again', () => {
    expect(appliedBy(row, [step('1_a', '2026-02-01T10:00:00Z')])).toEqual({
      by: { through: 'outside' },
      tookMs: 2_000,
    })
    expect(appliedBy(row, [step('2_b', '2026-03-01T10:00:00Z')]).by).toEqual({ through: 'outside' })
  })

  it('names the terminal that left word of it, and how it went past the gate', () => {
    const mark = {
      id: 't',
      kind: 'deploy' as const,
      startedAt: '2026-03-01T09:59:00Z',
      endedAt: '2026-03-01T10:00:03Z',
      who: 'ada@laptop',
      migrations: ['1_a'],
      state: 'succeeded',
      bypass: 'hotfix',
    }
    const by = { through: 'terminal', who: 'ada@laptop', bypass: 'hotfix' }
    expect(appliedBy(row, [], [mark]).by).toEqual(by)
    expect(appliedBy(row, [], [{ ...mark, migrations: ['2_b'] }]).by).toEqual({ through: 'outside' })
    expect(appliedBy(row, [], [{ ...mark, kind: 'rollback' }]).by).toEqual({ through: 'outside' })
    const earlier = { startedAt: '2026-02-01T09:00:00Z', endedAt: '2026-02-01T09:01:00Z' }
    expect(appliedBy(row, [], [{ ...mark, ...earlier }]).by).toEqual({ through: 'outside' })
  })

  it('says nothing of what never finished', () => {
    expect(appliedBy({ ...row, finishedAt: null }, [])).toEqual({ by: null, tookMs: null })
    expect(appliedBy(null, [])).toEqual({ by: null, tookMs: null })
  })
})
