import { classNames } from './class-names'

/** Holds the place of what loads: `<Skeleton className="h-5 w-40" />`; `lines` for a paragraph. */
export function Skeleton({ className, lines }: { className?: string; lines?: number }) {
  if (!lines)
    return (
      <span aria-hidden className={classNames('block animate-breathe rounded-sm bg-line/70', className)} />
    )
  return (
    <span aria-hidden className="block space-y-2.5">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
        <Skeleton key={line} className={classNames('h-4', line % 3 === 2 ? 'w-3/5' : 'w-full', className)} />
      ))}
    </span>
  )
}
