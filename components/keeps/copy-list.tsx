import Link from 'next/link'
import type { KeepsView, KeptCopyView } from '@/lib/domain/keeps-view'
import { shownName } from '@/lib/domain/shown-name'
import { Code } from '../ui/code'
import { Bytes, Count } from '../ui/numbers'
import { Time } from '../ui/time'
import { PurgeCopies } from './purge-copies'

/** What deploys copied aside before they destroyed it, newest first. */
export function CopyList({ view }: { view: KeepsView }) {
  const { copies, project, environment } = view
  if (copies === null)
    return <p className="text-sm text-care">Not known: it stands in the database, which does not answer.</p>
  if (copies.length === 0)
    return <p className="text-sm text-muted">Nothing: no deploy destroyed values that are kept.</p>
  return (
    <ul className="divide-y border-y">
      {copies.map((copy) => (
        <li key={copy.id} className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 py-2.5">
          <div className="min-w-0 flex-1 basis-72">
            <p className="wrap-anywhere">
              <Code>{shownName(copy.table)}</Code>{' '}
              {copy.whole ? (
                <span className="text-sm text-muted">whole rows</span>
              ) : (
                <span className="font-mono text-sm">{copy.columns.join(', ')}</span>
              )}
            </p>
            <p className="text-sm text-muted">
              {copy.because}; <Deploy projectSlug={project.slug} copy={copy} />
            </p>
            <p className="text-sm text-muted">
              by {copy.keptBy}, <Time at={copy.keptAt} seconds={false} />
              {copy.state === 'put_back' ? ', put back since' : null}
              {copy.state === 'putting_back' ? ', being put back' : null}
            </p>
          </div>
          <div className="flex items-start gap-4 text-sm max-sm:w-full max-sm:justify-between">
            <div className="sm:text-right">
              <p className="font-medium">
                {copy.bytes === null ? (
                  <span className="text-care">its copy is gone</span>
                ) : (
                  <Bytes value={copy.bytes} />
                )}
                <span className="font-normal text-muted">
                  , <Count value={copy.rows} one="row" many="rows" />
                </span>
              </p>
              <p className="text-muted">
                until <Time at={copy.expiresAt} seconds={false} />
              </p>
            </div>
            {view.purge.allowed ? (
              <PurgeCopies
                projectSlug={project.slug}
                environment={environment}
                copies={[copy]}
                act={view.purge}
              >
                Purge…
              </PurgeCopies>
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  )
}

function Deploy({ projectSlug, copy }: { projectSlug: string; copy: KeptCopyView }) {
  const { deployRequest, migration, runId } = copy
  // A terminal's runs have no page here.
  if (!deployRequest) return <span className="font-mono text-xs wrap-anywhere">{migration}</span>
  return (
    <Link href={`/p/${projectSlug}/runs/${runId}`} className="text-accent underline">
      #{deployRequest.number} {deployRequest.title}
    </Link>
  )
}
