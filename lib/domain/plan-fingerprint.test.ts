import { describe, expect, it } from 'vitest'
import type { Plan } from './plan'
import { explainPlanChange } from './plan-change'
import { planFingerprint } from './plan-fingerprint'

const statement = (index: number, text: string) => ({
  index,
  text,
  start: 0,
  end: text.length,
  line: 1,
  node: 'AlterTableStmt',
  summary: text,
  needsAutocommit: false,
  controlsTransaction: false,
})

const plan = (): Plan => ({
  format: 1,
  environmentId: 'production',
  revisionDigest: 'r1',
  ledgerFingerprint: 'l1',
  chain: ['f0', 'f1'],
  migrations: [
    {
      name: '20260101000000_note',
      checksum: 'c1',
      sql: 'ALTER TABLE a ADD b int; ALTER TABLE a ADD c int',
      mode: 'atomic',
      statements: [statement(0, 'ALTER TABLE a ADD b int'), statement(1, 'ALTER TABLE a ADD c int')],
      segments: [{ transaction: true, statements: [0, 1] }],
      notes: [],
      changes: [],
    },
  ],
  reverse: { sql: null, statements: [], tried: false, differences: [], problems: [] },
  schemaDiffSql: '',
  schemaDiffSummary: '',
  changesInWords: [],
})

type Change = (changed: Plan) => void

describe('planFingerprint', () => {
  it.each<[string, Change, string | null]>([
    ['the bytes of a script', (p) => Object.assign(p.migrations[0] ?? {}, { checksum: 'c2' }), 'files'],
    ['the name of a migration', (p) => Object.assign(p.migrations[0] ?? {}, { name: 'other' }), 'files'],
    ['the ledger', (p) => Object.assign(p, { ledgerFingerprint: 'l2' }), 'ledger'],
    ['the base schema', (p) => Object.assign(p, { chain: ['f9', 'f1'] }), 'schema'],
    ['the schema in between', (p) => Object.assign(p, { chain: ['f0', 'f9'] }), 'segments'],
    ['how it is executed', (p) => Object.assign(p.migrations[0] ?? {}, { mode: 'stepwise' }), 'segments'],
  ])('changes with %s', (_, change, reason) => {
    const changed = plan()
    change(changed)
    expect(planFingerprint(changed)).not.toBe(planFingerprint(plan()))
    expect(explainPlanChange(plan(), changed)?.reason).toBe(reason)
  })

  it.each<[string, Change]>([
    ['a computed reverse', (p) => Object.assign(p.reverse, { sql: 'DROP TABLE a' })],
    ['words for people', (p) => p.changesInWords.push('+ column')],
    ['the digest of files that are not part of it', (p) => Object.assign(p, { revisionDigest: 'r2' })],
  ])('stays with %s', (_, change) => {
    const changed = plan()
    change(changed)
    expect(planFingerprint(changed)).toBe(planFingerprint(plan()))
    expect(explainPlanChange(plan(), changed)).toBeNull()
  })
})
