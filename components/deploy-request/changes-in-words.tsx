import { classNames } from '../ui/class-names'

const looks: Record<string, { tone: string; word: string }> = {
  '+': { tone: 'text-accent', word: 'added' },
  '−': { tone: 'text-danger', word: 'removed' },
  '~': { tone: 'text-care', word: 'changed' },
}

/** `+ table orders (7 columns)`: one object a line, its sign in the margin. */
export function ChangesInWords({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0)
    return <p className="text-sm text-muted">No object of the schema changes; rows may.</p>
  return (
    <ul className="font-mono text-sm leading-6">
      {lines.map((line) => {
        const look = looks[line.slice(0, 1)]
        return (
          <li key={line} className="flex gap-3">
            <span aria-hidden className={classNames('w-3 shrink-0 text-center font-semibold', look?.tone)}>
              {look ? line.slice(0, 1) : '·'}
            </span>
            <span className="min-w-0 wrap-anywhere">
              {look ? <span className="sr-only">{look.word}: </span> : null}
              {look ? line.slice(1).trimStart() : line}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
