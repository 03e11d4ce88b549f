import { judgeFindings } from '../domain/judge-findings'
import { verdictSentence } from '../domain/risk-verdict'
import { type RiskSummary, summarizeRisk } from '../domain/verdict'
import { type AcceptanceRow, standingAcceptances } from '../store/acceptances'
import type { Plan, Prisma } from '../store/generated/client'
import { readEvidence, readPlan, readPolicy } from '../store/read-json'

type PlanRow = Plan & { accepted: AcceptanceRow[] }

/** How many findings of a plan stop the gate until somebody accepts them. */
export function findingsToAccept(row: PlanRow | undefined, policy: Prisma.JsonValue): number {
  if (!row) return 0
  const { risk } = readEvidence(row.evidence)
  const judged = judgeFindings(risk, readPolicy(policy), standingAcceptances(row.accepted))
  return judged.filter(({ standing }) => standing === 'stops').length
}

/** What a row says of a plan: in numbers and in a sentence. */
export function riskOf(
  row: PlanRow | undefined,
  policy: Prisma.JsonValue,
): { risk: RiskSummary | null; verdict: string | null } {
  if (!row) return { risk: null, verdict: null }
  const plan = readPlan(row.body)
  const evidence = readEvidence(row.evidence)
  return {
    risk: summarizeRisk(plan, evidence, readPolicy(policy), standingAcceptances(row.accepted)),
    verdict: verdictSentence(plan, evidence),
  }
}
