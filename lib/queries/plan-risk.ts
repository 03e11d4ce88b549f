import { verdictSentence } from '../domain/risk-verdict'
import { type RiskSummary, summarizeRisk } from '../domain/verdict'
import { type AcceptanceRow, standingAcceptances } from '../store/acceptances'
import type { Plan, Prisma } from '../store/generated/client'
import { readEvidence, readPlan, readPolicy } from '../store/read-json'

/** What a row says of a plan: in numbers and in a sentence. */
export function riskOf(
  row: (Plan & { accepted: AcceptanceRow[] }) | undefined,
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
