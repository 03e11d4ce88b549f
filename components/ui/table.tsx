import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names'

export interface TableProps {
  /** Read by screen readers; `captionShown` shows it too. */
  caption: string
  captionShown?: boolean
  head: ReactNode
  children: ReactNode
  className?: string
}

/** Rows under hairlines; scrolls sideways by itself: `<Table caption="People" head={<><Th>Name</Th></>}><tr>…</tr></Table>` */
export function Table({ caption, captionShown, head, children, className }: TableProps) {
  return (
    <div className="scroll-x relative">
      <table className={classNames('w-full border-collapse text-left text-sm', className)}>
        <caption className={captionShown ? 'pb-2 text-left text-sm text-muted' : 'sr-only'}>
          {caption}
        </caption>
        <thead>
          <tr className="border-b">{head}</tr>
        </thead>
        <tbody className="[&>tr]:border-b [&>tr]:last:border-b-0">{children}</tbody>
      </table>
    </div>
  )
}

/** A column's name. `end` for numbers. */
export function Th({ end, className, ...rest }: ComponentProps<'th'> & { end?: boolean }) {
  return (
    <th
      scope="col"
      {...rest}
      className={classNames(
        'py-1.5 pr-4 text-xs font-normal whitespace-nowrap text-muted last:pr-0',
        end && 'text-right',
        className,
      )}
    />
  )
}

/** A cell. `end` for numbers. */
export function Td({ end, className, ...rest }: ComponentProps<'td'> & { end?: boolean }) {
  return (
    <td
      {...rest}
      className={classNames('py-2 pr-4 align-baseline last:pr-0', end && 'text-right', className)}
    />
  )
}
