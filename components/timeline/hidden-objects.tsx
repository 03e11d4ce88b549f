import type { HiddenObject } from '@/lib/domain/observation'

/** What the live schema holds that schema.prisma cannot say: by kind, so that nothing vanishes unseen. */
export function HiddenObjects({ items, total }: { items: HiddenObject[]; total: number }) {
  const kinds = [...new Set(items.map(({ why }) => why))]
    .sort()
    .map((why) => ({ why, objects: items.filter((item) => item.why === why) }))
  return (
    <div className="space-y-3">
      <p className="max-w-prose text-sm text-muted">
        Nothing of this stands in schema.prisma. It is kept by migrations alone, compared at every look, and
        told when it changes.
      </p>
      <ul className="divide-y border-y text-sm">
        {kinds.map(({ why, objects }) => (
          <li key={why}>
            <details open={objects.length <= 6 && kinds.length <= 8}>
              <summary className="flex items-baseline gap-3 py-2 hover:bg-sunken">
                <span className="font-medium">{why}</span>
                <span className="text-muted">{objects.length}</span>
              </summary>
              <ul className="pb-2.5 pl-5 font-mono text-xs leading-5 text-muted">
                {objects.map((object) => (
                  <li key={`${object.kind} ${object.name}`} className="wrap-anywhere">
                    <span className="text-faint">{object.kind}</span>{' '}
                    <span className="text-ink">{object.name}</span>
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
      {total > items.length ? (
        <p className="text-sm text-muted">And {(total - items.length).toLocaleString('en-US')} more.</p>
      ) : null}
    </div>
  )
}
