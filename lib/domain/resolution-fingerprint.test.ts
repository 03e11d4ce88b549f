import { describe, expect, it } from 'vitest'
import type { Resolution } from './resolution'
import { resolutionFingerprint } from './resolution-fingerprint'

const statement = (index: number, text: string) => ({
  index,
  text,
  start: 0,
  end: text.length,
  line: 1,
  node: 'CreateStmt',
  summary: text,
  needsAutocommit: false,
  controlsTransaction: false,
})

const resolution = (): Resolution => ({
  format: 1,
  kind: 'finish',
  trouble: 'failed',
  migration: '001_a',
  title: 'Finish it',
  does: ['Runs one statement.'],
  proof: [],
  warnings: [],
  takeBack: '',
  next: '',
  files: [{ change: 'write', path: '001_a/migration.sql', content: 'a', replaces: null }],
  base: { schemaFingerprint: 's0', ledger: 'l0' },
  work: {
    sql: 'CREATE TABLE a (); CREATE TABLE b ()',
    mode: 'atomic',
    statements: [statement(0, 'CREATE TABLE a ()'), statement(1, 'CREATE TABLE b ()')],
    segments: [{ transaction: true, statements: [0, 1] }],
  },
  ledger: [{ change: 'finish', id: '1', name: '001_a' }],
  after: 's1',
})

type Change = (changed: Resolution) => void

describe('resolutionFingerprint', () => {
  it.each<[string, Change]>([
    ['the text of a statement', (r) => Object.assign(r.work?.statements[1] ?? {}, { text: 'DROP TABLE a' })],
    ['the order of statements', (r) => r.work?.statements.reverse()],
    ['which statement is meant', (r) => Object.assign(r.work?.statements[1] ?? {}, { index: 0 })],
    ['how it is executed', (r) => Object.assign(r.work ?? {}, { mode: 'stepwise' })],
    ['the transactions', (r) => Object.assign(r.work?.segments[0] ?? {}, { transaction: false })],
    ['the script', (r) => Object.assign(r.work ?? {}, { sql: '' })],
    ['SQL that is left out', (r) => Object.assign(r, { work: null })],
    ['a file', (r) => Object.assign(r.files[0] ?? {}, { content: 'b' })],
    ['the ledger', (r) => r.ledger.pop()],
    ['the base', (r) => Object.assign(r.base, { ledger: 'l1' })],
    ['where it leads', (r) => Object.assign(r, { after: 's2' })],
  ])('changes with %s', (_, change) => {
    const changed = resolution()
    change(changed)
    expect(resolutionFingerprint(changed)).not.toBe(resolutionFingerprint(resolution()))
  })

  it('leaves words out', () => {
    const changed = { ...resolution(), title: 'Other', warnings: ['Beware.'], does: [], next: 'Look again.' }
    expect(resolutionFingerprint(changed)).toBe(resolutionFingerprint(resolution()))
  })
})
