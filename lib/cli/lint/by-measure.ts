import type { Analysis } from '../../domain/analysis'
import { judgeFindings } from '../../domain/judge-findings'
import type { LiveRisk } from '../../domain/live-risk'

/** What was proved harmless on the live database is good to know and no more, as on a plan. */
export function byMeasure(analysis: Analysis, live: LiveRisk | null): Analysis {
  if (!live) return analysis
  const judged = judgeFindings({ analysis, live }, { stops: [], longestBlockSeconds: 0 }, [])
  const harmless = new Map(
    judged.flatMap(({ finding, standing, because }) =>
      standing === 'harmless' ? [[finding.id, because ?? ''] as const] : [],
    ),
  )
  const findings = analysis.findings.map((finding) => {
    const because = harmless.get(finding.id)
    if (because === undefined) return finding
    return { ...finding, severity: 'notice' as const, reason: `${finding.reason} ${because}`.trim() }
  })
  return { ...analysis, findings }
}
