import type { Analysis } from '../../domain/analysis'
import { type Finding, type Severity, severities } from '../../domain/finding'
import { type ExitCode, exitCodes } from '../exit-codes'

export interface Selection {
  severity: Severity
  rules: readonly string[]
  without: readonly string[]
}

/** The findings that are asked for. What does not parse is always one of them. */
export function select(analysis: Analysis, { severity, rules, without }: Selection): Analysis {
  const least = severities.indexOf(severity)
  const wanted = (finding: Finding) =>
    finding.rule === 'syntax-error' ||
    (severities.indexOf(finding.severity) <= least &&
      (rules.length === 0 || rules.includes(finding.rule)) &&
      !without.includes(finding.rule))
  const findings = analysis.findings.filter(wanted)
  const asked = new Set(findings.flatMap(({ probes }) => probes))
  return { ...analysis, findings, probes: analysis.probes.filter(({ id }) => asked.has(id)) }
}

export type Counts = Record<Severity, number>

export function countOf(findings: readonly Finding[]): Counts {
  const counts: Counts = { danger: 0, warning: 0, notice: 0 }
  for (const { severity } of findings) counts[severity] += 1
  return counts
}

/** What could not be read is an error, unless worse was found in the rest. */
export function exitOf({ danger, warning }: Counts, problems: number): ExitCode {
  if (danger > 0) return exitCodes.dangers
  if (problems > 0) return exitCodes.error
  return warning > 0 ? exitCodes.warnings : exitCodes.ok
}
