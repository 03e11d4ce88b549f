import type { ReactNode } from 'react'
import { ChannelRail, type Stretch } from './channel-rail'
import { isFull, type StationState } from './station'

export interface ChannelListProps {
  /** In the order in which water flows, first at the top. */
  items: readonly { key: string; state: StationState; content: ReactNode }[]
  label: string
}

/** Steps or migrations down one line: `<ChannelList label="Steps" items={[{ key, state: 'done', content }]} />` */
export function ChannelList({ items, label }: ChannelListProps) {
  return (
    <ol aria-label={label}>
      {items.map((item, index) => (
        <li key={item.key} className="relative py-1.5 pl-9">
          <ChannelRail
            state={item.state}
            at={17}
            above={stretchBefore(items, index)}
            below={index === items.length - 1 ? 'none' : stretchBefore(items, index + 1)}
          />
          {item.content}
        </li>
      ))}
    </ol>
  )
}

function stretchBefore(items: ChannelListProps['items'], index: number): Stretch {
  const before = items[index - 1]
  const here = items[index]
  if (!before || !here) return 'none'
  // Beyond a break nothing flows, whatever was skipped there.
  if (items.slice(0, index).some(({ state }) => state === 'failed' || state === 'unknown')) return 'empty'
  if (!isFull(before.state) && before.state !== 'skipped') return 'empty'
  if (here.state === 'running') return 'moving'
  return isFull(here.state) || here.state === 'failed' || here.state === 'skipped' ? 'full' : 'empty'
}
