'use client'

import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

export interface TabItem {
  value: string
  label: ReactNode
  /** A number beside the label. */
  count?: number
  content: ReactNode
}

/** Views of the same thing: `<Tabs label="Diff" items={[{ value: 'sql', label: 'SQL', content }]} />`. Pages use `TabLinks`. */
export function Tabs({
  label,
  items,
  defaultValue,
}: {
  label: string
  items: TabItem[]
  defaultValue?: string
}) {
  return (
    <Base.Root defaultValue={defaultValue ?? items[0]?.value}>
      <Base.List aria-label={label} className="scroll-x relative flex gap-5 border-b">
        {items.map((item) => (
          <Base.Tab
            key={item.value}
            value={item.value}
            className="-mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent text-sm whitespace-nowrap text-muted outline-offset-[-3px] hover:text-ink data-active:border-accent data-active:font-medium data-active:text-ink"
          >
            {item.label}
            {item.count === undefined ? null : <span className="text-xs text-faint">{item.count}</span>}
          </Base.Tab>
        ))}
      </Base.List>
      {items.map((item) => (
        <Base.Panel key={item.value} value={item.value} className="pt-4 outline-offset-4">
          {item.content}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
