import type { AnalysedStatement } from '../analysis'
import type { Finding, Probe, ProbeAnswer, RelationLock } from '../finding'
import type { LiveRisk, Prediction, RiskEvidence } from '../live-risk'
import type { Evidence, Plan } from '../plan'

/** A finding of migration `m`, statement 0, unless it is said otherwise. */
export function findingOf(given: Partial<Finding> = {}): Finding {
  const { rule = 'some-rule', migration = 'm', statement = 0 } = given
  return {
    id: `${rule}:${migration}:${statement ?? 'script'}:0`,
    rule,
    severity: 'danger',
    family: 'blocks',
    title: 'Something happens to orders',
    reason: 'It does.',
    migration,
    statement,
    start: 0,
    end: 1,
    line: 1,
    column: 1,
    tables: ['public.orders'],
    locks: [],
    cost: 'instant',
    blocks: 'nothing',
    dataLoss: 'none',
    breaksApp: false,
    versions: null,
    recipe: null,
    probes: [],
    ...given,
  }
}

export function lockOf(given: Partial<RelationLock> = {}): RelationLock {
  return { relation: 'public.orders', kind: 'table', mode: 'ACCESS EXCLUSIVE', fresh: false, ...given }
}

export function statementOf(given: Partial<AnalysedStatement> = {}): AnalysedStatement {
  return {
    index: 0,
    start: 0,
    end: 1,
    line: 1,
    summary: 'ALTER TABLE orders',
    locks: [],
    work: [],
    cost: 'instant',
    blocks: 'nothing',
    transaction: 0,
    opaque: false,
    ...given,
  }
}

export function probeOf(given: Partial<Probe> = {}): Probe {
  return {
    id: 'p',
    question: 'Rows of users whose email is NULL',
    table: 'public.users',
    sql: '',
    sampleSql: null,
    means: 'fails',
    ...given,
  }
}

export function answerOf(count: number | null, given: Partial<ProbeAnswer> = {}): ProbeAnswer {
  const known = count === null ? ('unknown' as const) : count > 0 ? ('some' as const) : ('none' as const)
  return { id: 'p', class: known, count, exact: count !== null, sample: [], tookMs: 1, ...given }
}

export function predictionOf(low: number, high: number, given: Partial<Prediction> = {}): Prediction {
  return {
    migration: 'm',
    statement: 0,
    tables: ['public.orders'],
    bytes: 12e9,
    lowSeconds: low,
    highSeconds: high,
    because: 'reads 12 GB at 180-400 MB/s, measured on this database',
    ...given,
  }
}

export function liveOf(given: Partial<LiveRisk> = {}): LiveRisk {
  return {
    at: '2026-03-02T10:00:00Z',
    tables: [],
    answers: [],
    predictions: [],
    inTheWay: [],
    disk: { neededBytes: 0, freeBytes: null, why: null },
    scanRate: null,
    invalidIndexes: [],
    notes: [],
    ...given,
  }
}

/** Of one migration `m`. */
export function riskOf(given: {
  statements?: AnalysedStatement[]
  findings?: Finding[]
  probes?: Probe[]
  live?: Partial<LiveRisk> | null
}): RiskEvidence {
  const { statements = [statementOf()], findings = [], probes = [], live = {} } = given
  return {
    analysis: {
      postgres: 18,
      migrations: [{ name: 'm', statements, errors: [] }],
      findings,
      probes,
      ignored: [],
      unusedIgnores: [],
    },
    live: live && liveOf(live),
  }
}

export function evidenceOf(given: Partial<Evidence> = {}): Evidence {
  return {
    at: '',
    losses: [],
    engineWarnings: [],
    unexecutable: [],
    tables: [],
    reverseLosses: [],
    ...given,
  }
}

/** One migration `m` of one statement. */
export function planOf(given: Partial<Plan> = {}): Plan {
  const statement = {
    index: 0,
    text: '',
    start: 0,
    end: 0,
    line: 1,
    node: 'AlterTableStmt',
    summary: '',
    needsAutocommit: false,
    controlsTransaction: false,
  }
  return {
    format: 1,
    environmentId: 'e',
    revisionDigest: 'd',
    ledgerFingerprint: 'l',
    chain: ['a', 'b'],
    migrations: [
      {
        name: 'm',
        checksum: 'c',
        sql: '',
        mode: 'atomic',
        statements: [statement],
        segments: [{ transaction: true, statements: [0] }],
        notes: [],
        changes: [],
      },
    ],
    reverse: { sql: 'x', statements: [], tried: true, differences: [], problems: [] },
    schemaDiffSql: '',
    schemaDiffSummary: '',
    changesInWords: [],
    ...given,
  }
}
