import type { DeployRequestView } from '@/lib/domain/deploy-request-view'
import { count, lossSentence, type RiskSummary, wayBackSentence } from '@/lib/domain/verdict'
import { Code } from '../ui/code'
import { Bytes, Count } from '../ui/numbers'
import { Time } from '../ui/time'

type PlanView = NonNullable<DeployRequestView['plan']>

/**
 * What the plan amounts to, before any button: what it destroys, how much it is, what it touches, the way back.
 * `past`: it was deployed or closed since, so its numbers are those of then.
 */
export function Verdict({ plan, past }: { plan: PlanView; past: boolean }) {
  const { risk, evidence } = plan
  return (
    <section aria-label="Verdict" className="min-w-0">
      <p className="max-w-[34ch] text-2xl font-semibold tracking-tight text-balance">
        <LossWords risk={risk} past={past} />
      </p>
      <dl className="mt-4 grid gap-x-5 gap-y-2 text-base sm:grid-cols-[6.5rem_minmax(0,1fr)]">
        <Fact name="Executes">
          {count(risk.statements, 'statement', 'statements')} in{' '}
          {count(risk.migrations, 'migration', 'migrations')}; {transactionWords(risk)}
        </Fact>
        <Fact name="Touches">
          <Touched tables={evidence.tables} />
        </Fact>
        <Fact name="Way back">{wayBackSentence(risk)}</Fact>
        <Fact name="Counted">
          <span className="text-muted">
            <Time at={evidence.at} />, on the live database
          </span>
        </Fact>
      </dl>
    </section>
  )
}

function LossWords({ risk, past }: { risk: RiskSummary; past: boolean }) {
  if (risk.willFail > 0 && !past)
    return <span className="text-danger">It would fail with the rows that are there now.</span>
  if (risk.level !== 'some') return lossSentence(risk)
  const when = past ? 'that were there when it was planned.' : 'that are there now.'
  return (
    <>
      Destroys {risk.more ? 'at least ' : ''}
      <span className="text-3xl text-danger">{risk.lost.toLocaleString('en-US')}</span>{' '}
      {risk.lost === 1 ? 'row or value' : 'rows or values'} {when}
    </>
  )
}

function transactionWords(risk: RiskSummary): string {
  if (risk.stepwise === 0) return 'each migration is one transaction, all of it or nothing.'
  return `${count(risk.stepwise, 'statement commits', 'statements commit')} alone, outside a transaction.`
}

function Touched({ tables }: { tables: PlanView['evidence']['tables'] }) {
  if (tables.length === 0) return 'No table that holds rows.'
  return (
    <ul className="space-y-0.5">
      {tables.slice(0, 8).map((table) => (
        <li key={table.name} className="flex flex-wrap items-baseline gap-x-2">
          <Code>{table.name}</Code>
          <span className="text-muted">
            about <Count value={table.rows} one="row" many="rows" />, <Bytes value={table.bytes} />
          </span>
        </li>
      ))}
      {tables.length > 8 ? <li className="text-muted">and {tables.length - 8} more</li> : null}
    </ul>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-muted max-sm:mt-1">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}
