import Link from 'next/link'
import type { MigrationState } from '@/lib/domain/migration'
import type { EnvironmentSummary, MatrixRow } from '@/lib/domain/overview-view'
import { ChannelRail, type Stretch } from '../channel/channel-rail'
import { stationShort, stationTone } from '../channel/station'
import { gateBelow, stretchesUp } from '../channel/stretches'
import { MigrationName } from '../migration/migration-name'
import { classNames } from '../ui/class-names'
import { toneText } from '../ui/tone'

export interface MigrationMatrixProps {
  projectSlug: string
  environments: EnvironmentSummary[]
  /** Newest first. */
  rows: MatrixRow[]
  /** Older ones follow that are not listed. */
  more: boolean
}

/** Migrations × environments, newest on top: each environment a line that rises as far as it is applied. */
export function MigrationMatrix({ projectSlug, environments, rows, more }: MigrationMatrixProps) {
  const columns = environments.map((environment, column) => {
    const states = rows.map((row) => row.states[column] ?? null)
    return {
      environment,
      stretches: stretchesUp(states, more),
      gate: environment.approvals > 0 ? gateBelow(states) : -1,
    }
  })
  return (
    <table className="w-full max-w-6xl border-collapse text-left text-sm">
      <caption className="sr-only">State of each migration in each environment, newest first</caption>
      <thead>
        <tr className="border-b align-bottom">
          <th scope="col" className="py-1.5 pr-4 text-xs font-normal text-muted">
            Migration
          </th>
          {environments.map((environment) => (
            <th
              key={environment.slug}
              scope="col"
              className="w-10 py-1.5 pl-1 text-xs font-normal text-muted sm:w-32 2xl:w-44"
            >
              <span className="max-sm:inline-block max-sm:[writing-mode:vertical-rl]">
                {environment.name}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={row.name} className="group hover:bg-sunken">
            <th scope="row" className="py-[0.3125rem] pr-4 font-normal">
              <Link
                href={`/p/${projectSlug}/migrations/${encodeURIComponent(row.name)}`}
                data-row
                className="group-hover:underline"
              >
                <MigrationName name={row.name} />
              </Link>
            </th>
            {columns.map(({ environment, stretches, gate }, column) => (
              <Cell
                key={environment.slug}
                state={row.states[column] ?? null}
                above={stretches[index]?.above ?? 'none'}
                below={stretches[index]?.below ?? 'none'}
                gate={gate === index}
                stale={environment.unreachable !== null}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface CellProps {
  state: MigrationState | null
  above: Stretch
  below: Stretch
  gate: boolean
  stale: boolean
}

function Cell({ state, above, below, gate, stale }: CellProps) {
  if (!state)
    return (
      <td className="relative p-0">
        <ChannelRail state={null} above={above} below={below} stale={stale} />
        <span className="sr-only">not known</span>
      </td>
    )
  return (
    <td className={classNames('relative p-0', stale && '[&>span]:grayscale')}>
      <ChannelRail
        state={state}
        above={above}
        below={below}
        stale={stale}
        {...(gate ? { gate: { where: 'below' as const, open: false } } : {})}
      />
      <span
        className={classNames(
          'pl-8 text-xs max-sm:sr-only',
          state === 'applied' ? 'sr-only' : toneText[stationTone[state]],
          state === 'pending' && 'text-muted',
        )}
      >
        {stationShort[state]}
      </span>
    </td>
  )
}
