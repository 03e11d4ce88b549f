import type { PlanView } from '@/lib/domain/deploy-request-view'
import type { VerdictPiece } from '@/lib/domain/risk-verdict'
import { shownName } from '@/lib/domain/shown-name'
import { count, lossSentence, type RiskSummary, wayBackSentence } from '@/lib/domain/verdict'
import { Code } from '../ui/code'
import { Bytes, Count } from '../ui/numbers'
import { Time } from '../ui/time'

/**
 * What the plan amounts to, before any button: whom it holds up, what it destroys, whether it comes back.
 * `past`: it was deployed or closed since, so its numbers are those of then.
 */
export function Verdict({ plan, past }: { plan: PlanView; past: boolean }) {
  const { risk, evidence, verdict } = plan
  return (
    <section aria-label="Verdict" className="min-w-0">
      <p className="max-w-[44ch] text-2xl font-semibold tracking-tight text-balance wrap-anywhere">
        {verdict.map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one fixed sentence
          <Piece key={index} piece={piece} />
        ))}
      </p>
      {past ? <p className="mt-1 text-sm text-muted">As it was when it was planned.</p> : null}
      <dl className="mt-4 grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-4 gap-y-2 text-base sm:grid-cols-[6.5rem_minmax(0,1fr)] sm:gap-x-5">
        <Fact name="Loses">{lossSentence(risk)}</Fact>
        <Fact name="Executes">
          {count(risk.statements, 'statement', 'statements')} in{' '}
          {count(risk.migrations, 'migration', 'migrations')}; {transactionWords(risk)}
        </Fact>
        <Fact name="Touches">
          <Touched evidence={evidence} />
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

const looks: Record<VerdictPiece['look'], string> = {
  plain: '',
  name: 'font-mono text-[0.92em]',
  number: 'text-care',
  harm: 'text-danger',
}

function Piece({ piece: { text, look } }: { piece: VerdictPiece }) {
  return look === 'plain' ? text : <span className={looks[look]}>{text}</span>
}

function transactionWords(risk: RiskSummary): string {
  if (risk.stepwise === 0) return 'each migration is one transaction, all of it or nothing.'
  return `${count(risk.stepwise, 'statement commits', 'statements commit')} alone, outside a transaction.`
}

function Touched({ evidence }: { evidence: PlanView['evidence'] }) {
  const { tables, risk } = evidence
  if (tables.length === 0) return 'No table that holds rows.'
  return (
    <ul className="space-y-0.5">
      {tables.slice(0, 8).map((table) => {
        const facts = risk?.live?.tables.find(({ name }) => name === table.name)
        return (
          <li key={table.name} className="flex flex-wrap items-baseline gap-x-2">
            <Code>{shownName(table.name)}</Code>
            <span className="text-muted">
              about <Count value={table.rows} one="row" many="rows" />, <Bytes value={table.bytes} />
              {facts && facts.indexes > 0 ? `, ${count(facts.indexes, 'index', 'indexes')}` : ''}
              {facts && facts.dependents.length > 0
                ? `; ${count(facts.dependents.length, 'thing depends', 'things depend')} on it`
                : ''}
            </span>
          </li>
        )
      })}
      {tables.length > 8 ? <li className="text-muted">and {tables.length - 8} more</li> : null}
    </ul>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}
