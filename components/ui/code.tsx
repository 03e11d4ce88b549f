import type { ReactNode } from 'react'
import { classNames } from './class-names'

/** Names of tables, migrations, checksums in a sentence: `<Code>orders.note</Code>`. `block` for several lines. */
export function Code({
  block,
  className,
  children,
}: {
  block?: boolean
  className?: string
  children: ReactNode
}) {
  if (block)
    return (
      <pre
        className={classNames(
          'scroll-x rounded-md bg-sunken px-3 py-2 font-mono text-xs leading-5',
          className,
        )}
      >
        <code>{children}</code>
      </pre>
    )
  return <code className={classNames('font-mono text-[0.93em] wrap-anywhere', className)}>{children}</code>
}
