import { ArchiveIcon, CircleHelpIcon } from 'lucide-react'
import { catalogName } from '@/lib/domain/catalog-key'
import type { KeepCost, KeepOrder, KeepRefusal, KeptReverse } from '@/lib/domain/kept-data'
import type { Loss } from '@/lib/domain/plan'
import { secondsWords } from '@/lib/domain/seconds-words'
import { count } from '@/lib/domain/verdict'
import { Callout } from '../ui/callout'
import { Code } from '../ui/code'
import { Bytes, Count } from '../ui/numbers'
import { State } from '../ui/state'
import { Table, Td, Th } from '../ui/table'
import { Losses, objectName } from './losses'

/** The way back with kept data: what is copied aside, what that costs, what would be lost all the same. */
export function KeptWay({
  reverse,
  orders,
  costs,
  losses,
  notKept,
}: {
  reverse: KeptReverse | null
  orders: readonly KeepOrder[]
  costs: readonly KeepCost[]
  losses: readonly Loss[]
  notKept: readonly KeepRefusal[]
}) {
  return (
    <div className="space-y-4">
      {orders.length > 0 ? <KeptCopies orders={orders} costs={costs} /> : null}
      {reverse?.problems.map((problem) => (
        <Callout key={problem} tone="care" title={problem} />
      ))}
      {reverse && reverse.problems.length === 0 ? (
        <State tone="accent" icon={ArchiveIcon} className="whitespace-normal!">
          {reverse.differences.length === 0
            ? 'Tried on a shadow database with rows: schema and kept values came back.'
            : 'Tried on a shadow database: the values came back, the schema not whole. It differs in:'}
        </State>
      ) : null}
      {reverse && reverse.differences.length > 0 ? (
        <ul className="list-disc space-y-0.5 pl-5 text-sm">
          {reverse.differences.map((difference) => (
            <li key={difference}>{difference}</li>
          ))}
        </ul>
      ) : null}
      {notKept.length > 0 ? <NotKept refusals={notKept} /> : null}
      {losses.length > 0 ? (
        <div>
          <h3 className="pb-2 text-sm text-muted">
            {onlyLater(losses)
              ? 'With kept data, it would still lose what comes after the deploy'
              : 'With kept data, it would still lose'}
          </h3>
          <Losses losses={losses} label="Lost by the reverse with kept data" />
        </div>
      ) : reverse ? (
        <p className="text-sm text-muted">
          Run right after the deploy, it would lose no row or value that was counted.
        </p>
      ) : null}
    </div>
  )
}

/** Seconds under the lock are what the application feels: the number stands out. */
function KeptCopies({ orders, costs }: { orders: readonly KeepOrder[]; costs: readonly KeepCost[] }) {
  const low = costs.reduce((sum, cost) => sum + cost.lowSeconds, 0)
  const high = costs.reduce((sum, cost) => sum + cost.highSeconds, 0)
  return (
    <div className="max-w-4xl space-y-3">
      {costs.length > 0 ? (
        <p>
          Copying takes{' '}
          <span className="text-xl font-semibold tracking-tight">{secondsWords(low, high)}</span> more under
          the locks of the deploy, and{' '}
          <span className="text-xl font-semibold tracking-tight">
            <Bytes value={costs.reduce((sum, cost) => sum + cost.bytes, 0)} />
          </span>{' '}
          in the database.
        </p>
      ) : null}
      <Table
        caption={count(orders.length, 'copy is kept', 'copies are kept')}
        head={
          <>
            <Th>Kept</Th>
            <Th end>Rows</Th>
            <Th end>Size</Th>
            <Th end>Under the lock</Th>
          </>
        }
      >
        {orders.map((order) => {
          const cost = costs.find(({ id }) => id === order.id)
          return (
            <tr key={order.id}>
              <Td>
                <Code>{catalogName(order.table.split('.'))}</Code>{' '}
                <span className="text-sm text-muted">
                  {order.whole ? 'whole rows' : order.columns.join(', ')}
                </span>
                <span className="block text-sm text-muted">{order.because}</span>
              </Td>
              <Td end>
                {cost ? (
                  <span className="whitespace-nowrap">
                    ≈ <Count value={cost.rows} />
                  </span>
                ) : (
                  <Uncounted />
                )}
              </Td>
              <Td end>{cost ? <Bytes value={cost.bytes} /> : <Uncounted />}</Td>
              <Td end>
                {cost ? (
                  <span title={cost.because}>{secondsWords(cost.lowSeconds, cost.highSeconds)}</span>
                ) : (
                  <Uncounted />
                )}
              </Td>
            </tr>
          )
        })}
      </Table>
    </div>
  )
}

/** Nothing that can be counted today: it is written after the deploy. */
function onlyLater(losses: readonly Loss[]): boolean {
  return losses.every(({ count: rows }) => rows === null)
}

function Uncounted() {
  return <span className="text-care">unknown</span>
}

function NotKept({ refusals }: { refusals: readonly KeepRefusal[] }) {
  return (
    <div>
      <h3 className="pb-1 text-sm font-medium">Not kept</h3>
      <ul className="space-y-1 text-sm">
        {refusals.map(({ object, why }) => (
          <li key={`${object}${why}`} className="flex gap-2">
            <CircleHelpIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-care" />
            <span>
              <Code>{objectName(object)}</Code>: {why}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
