import type { AnalysedStatement } from './analysis'
import { type Finding, type Probe, type ProbeAnswer, severities } from './finding'
import type { Prediction, RiskEvidence } from './live-risk'
import type { Policy } from './policy'
import { secondsWords } from './seconds-words'
import { shownName } from './shown-name'

/** Somebody answers for a finding, on one plan. */
export interface Acceptance {
  findingId: string
  reason: string
  by: { id: string; name: string }
  /** ISO 8601. */
  at: string
  /** It stopped the gate for its predicted seconds, too, and was accepted knowing that. */
  overLimit: boolean
}

/**
 * What becomes of a finding. `fatal`: the rows that are there make its statement fail, which nobody can accept. `stops`:
 * the policy stops for it. `harmless`: what was measured says that it does no harm here. `told`: it stands, and stops nothing.
 */
export type Standing = 'fatal' | 'stops' | 'accepted' | 'told' | 'harmless'

/** Worst first. */
export const standings: readonly Standing[] = ['fatal', 'stops', 'accepted', 'told', 'harmless']

export interface AnsweredProbe {
  probe: Probe
  /** Null: it was not asked. */
  answer: ProbeAnswer | null
}

export interface JudgedFinding {
  finding: Finding
  standing: Standing
  /** Why it is harmless, or why it stops although it is no danger by itself; null: its own words say it. */
  because: string | null
  prediction: Prediction | null
  /** Predicted to hold others up for longer than the policy allows. */
  tooLong: boolean
  probes: AnsweredProbe[]
  /** The one that counts. */
  acceptance: Acceptance | null
}

export type StopPolicy = Pick<Policy, 'stops' | 'longestBlockSeconds'>

/** Shorter than anybody waits anyway: a lock is waited for that long before an attempt is taken back. */
const harmlessSeconds = 1

/** Every finding with what was measured for it and what the policy makes of it, in the order of the scripts. */
export function judgeFindings(
  risk: RiskEvidence | undefined,
  policy: StopPolicy,
  acceptances: readonly Acceptance[],
): JudgedFinding[] {
  if (!risk) return []
  const { analysis, live } = risk
  const probes = new Map(analysis.probes.map((probe) => [probe.id, probe]))
  const answers = new Map(live?.answers.map((answer) => [answer.id, answer]))
  const predictions = new Map(live?.predictions.map((each) => [placeOf(each), each]))
  const accepted = new Map(acceptances.map((each) => [each.findingId, each]))
  const findings = [...analysis.findings, ...silentBlocks(risk, policy)]
  const carriers = carriersOf(findings)
  return findings.map((finding) => {
    const prediction = finding.blocks === 'nothing' ? null : (predictions.get(placeOf(finding)) ?? null)
    const tooLong =
      prediction !== null && isTooLong(prediction, policy) && carriers.get(placeOf(finding)) === finding.id
    const answered = finding.probes.flatMap((id): AnsweredProbe[] => {
      const probe = probes.get(id)
      return probe ? [{ probe, answer: answers.get(id) ?? null }] : []
    })
    const given = accepted.get(finding.id)
    // Accepted while it was short does not answer for it now that it is long.
    const acceptance = given && (!tooLong || given.overLimit) ? given : null
    return {
      finding,
      ...judge({ finding, prediction, tooLong, answered, accepted: acceptance !== null, policy }),
      prediction,
      tooLong,
      probes: answered,
      acceptance,
    }
  })
}

interface Measured {
  finding: Finding
  prediction: Prediction | null
  tooLong: boolean
  answered: AnsweredProbe[]
  accepted: boolean
  policy: StopPolicy
}

function judge(of: Measured): Pick<JudgedFinding, 'standing' | 'because'> {
  const { finding, tooLong, policy } = of
  if (of.answered.some(({ probe, answer }) => probe.means === 'fails' && isCounted(answer, 'some'))) {
    return { standing: 'fatal', because: null }
  }
  const why = tooLong ? tooLongWords(of.prediction, policy) : null
  if (!tooLong) {
    const harmless = harmlessBecause(of)
    if (harmless) return { standing: 'harmless', because: harmless }
  }
  if (of.accepted) return { standing: 'accepted', because: why }
  const stops = tooLong || (finding.severity === 'danger' && policy.stops.includes(finding.family))
  return { standing: stops ? 'stops' : 'told', because: why }
}

/** Proved on the live database, else null. An estimate proves nothing. */
function harmlessBecause({ finding, prediction, answered }: Measured): string | null {
  if (finding.family === 'blocks') {
    if (!prediction || prediction.highSeconds >= harmlessSeconds) return null
    return `Others wait for less than a second here: ${prediction.because}.`
  }
  if (finding.family !== 'fails_on_data' && finding.family !== 'loses_data') return null
  const about = answered.filter(({ probe }) => probe.means !== 'touches')
  if (about.length === 0 || !about.every(({ answer }) => isCounted(answer, 'none'))) return null
  return finding.family === 'fails_on_data'
    ? 'No row that is there now makes it fail, counted on the live database.'
    : 'There is nothing in it now that could be lost, counted on the live database.'
}

function isCounted(answer: ProbeAnswer | null, as: 'none' | 'some'): boolean {
  return answer?.exact === true && answer.class === as
}

function isTooLong({ highSeconds }: Prediction, { longestBlockSeconds }: StopPolicy): boolean {
  return longestBlockSeconds > 0 && highSeconds > longestBlockSeconds
}

function tooLongWords(prediction: Prediction | null, { longestBlockSeconds }: StopPolicy): string {
  const { lowSeconds = 0, highSeconds = 0 } = prediction ?? {}
  return `Predicted to hold others up for ${secondsWords(lowSeconds, highSeconds)}; the policy allows ${longestBlockSeconds} s.`
}

/** Of each statement the one finding that stops for its length: the worst of those that block. */
function carriersOf(findings: readonly Finding[]): Map<string, string> {
  const carriers = new Map<string, Finding>()
  for (const finding of findings) {
    if (finding.blocks === 'nothing') continue
    const other = carriers.get(placeOf(finding))
    if (!other || rank(finding) < rank(other)) carriers.set(placeOf(finding), finding)
  }
  return new Map([...carriers].map(([place, { id }]) => [place, id]))
}

function rank({ family, severity }: Finding): number {
  return (family === 'blocks' ? 0 : 10) + severities.indexOf(severity)
}

/** A statement that blocks for too long and that no rule has said anything about still stops the gate. */
function silentBlocks({ analysis, live }: RiskEvidence, policy: StopPolicy): Finding[] {
  if (!live) return []
  const told = new Set(analysis.findings.filter((each) => each.blocks !== 'nothing').map(placeOf))
  return live.predictions.flatMap((prediction) => {
    if (!isTooLong(prediction, policy) || told.has(placeOf(prediction))) return []
    const migration = analysis.migrations.find(({ name }) => name === prediction.migration)
    const statement = migration?.statements.find(({ index }) => index === prediction.statement)
    if (!migration || !statement || statement.blocks === 'nothing') return []
    return [silentBlock(migration.name, statement, prediction)]
  })
}

function silentBlock(migration: string, statement: AnalysedStatement, prediction: Prediction): Finding {
  const tables = prediction.tables.map(shownName).join(', ')
  return {
    id: `long-block:${migration}:${statement.index}:0`,
    rule: 'long-block',
    severity: 'warning',
    family: 'blocks',
    title: `Holds up ${statement.blocks === 'writes' ? 'writes' : 'reads and writes'} on ${tables} for ${secondsWords(prediction.lowSeconds, prediction.highSeconds)}`,
    reason: `${statement.summary}: ${prediction.because}.`,
    migration,
    statement: statement.index,
    start: statement.start,
    end: statement.end,
    line: statement.line,
    column: 1,
    tables: prediction.tables,
    locks: statement.locks,
    cost: statement.cost,
    blocks: statement.blocks,
    dataLoss: 'none',
    breaksApp: false,
    versions: null,
    recipe: null,
    probes: [],
  }
}

function placeOf({ migration, statement }: { migration: string; statement: number | null }): string {
  return `${statement ?? 'script'}:${migration}`
}

/** What stops first, then by severity, then in the order of the scripts. */
export function worstFirst(findings: readonly JudgedFinding[]): JudgedFinding[] {
  return findings.toSorted(
    (a, b) =>
      standings.indexOf(a.standing) - standings.indexOf(b.standing) ||
      severities.indexOf(a.finding.severity) - severities.indexOf(b.finding.severity),
  )
}
