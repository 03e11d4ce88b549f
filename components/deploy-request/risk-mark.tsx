import { CheckIcon, CircleHelpIcon, OctagonAlertIcon, TriangleAlertIcon } from 'lucide-react'
import { count, type RiskSummary } from '@/lib/domain/verdict'
import { State } from '../ui/state'

/** The worst that is known of a plan, in three words. */
export function RiskMark({ risk }: { risk: RiskSummary | null }) {
  if (!risk) {
    return (
      <State tone="care" icon={CircleHelpIcon}>
        no plan
      </State>
    )
  }
  if (risk.willFail > 0) {
    return (
      <State tone="danger" icon={OctagonAlertIcon}>
        would fail
      </State>
    )
  }
  if (risk.level === 'some') {
    return (
      <State tone="danger" icon={TriangleAlertIcon}>
        destroys {risk.lost.toLocaleString('en-US')}
        {risk.more ? ' or more' : ''}
      </State>
    )
  }
  const { dangers = 0, warnings = 0 } = risk.findings ?? {}
  if (dangers > 0) {
    return (
      <State tone="danger" icon={OctagonAlertIcon}>
        {count(dangers, 'danger', 'dangers')}
      </State>
    )
  }
  if (risk.level === 'unknown') {
    return (
      <State tone="care" icon={CircleHelpIcon}>
        rows not counted
      </State>
    )
  }
  if (warnings > 0) {
    return (
      <State tone="care" icon={TriangleAlertIcon}>
        {count(warnings, 'warning', 'warnings')}
      </State>
    )
  }
  return (
    <State tone="quiet" icon={CheckIcon}>
      {risk.findings ? 'nothing found' : 'nothing destroyed'}
    </State>
  )
}

/** How much it is: "5 migrations, 9 statements". */
export function PlanSize({ risk }: { risk: RiskSummary }) {
  return (
    <>
      {count(risk.migrations, 'migration', 'migrations')}, {count(risk.statements, 'statement', 'statements')}
    </>
  )
}
