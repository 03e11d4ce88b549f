import type { ReactNode } from 'react'
import type { Failure } from '@/lib/domain/failure'
import { Callout } from './callout'

/** A failure in three sentences, what, why, what next, with what the database said and who was in the way. */
export function FailureNotice({
  failure,
  actions,
  urgent,
  told,
}: {
  failure: Failure
  actions?: ReactNode
  urgent?: boolean
  /** What happened and what comes next stand on the page already: only why is left to say. */
  told?: boolean
}) {
  const { database, holders } = failure.meta
  return (
    <Callout
      tone="danger"
      title={told && failure.why ? failure.why : failure.what}
      actions={actions}
      {...(urgent ? { urgent } : {})}
    >
      {failure.why && !told ? <p className="whitespace-pre-wrap text-ink">{failure.why}</p> : null}
      {database && !(told && saysAll(failure.why, database)) ? <DatabaseWords {...database} /> : null}
      {holders?.length ? (
        <ul className="my-1.5 space-y-1">
          {holders.map((holder) => (
            <li key={holder.pid} className="font-mono text-xs text-ink">
              pid {holder.pid} · {holder.user ?? 'unknown user'} ·{' '}
              {holder.application || 'no application name'}
              {holder.since ? ` · since ${holder.since}` : ''}
              {holder.query ? <span className="block truncate text-muted">{holder.query}</span> : null}
            </li>
          ))}
        </ul>
      ) : null}
      {told ? null : <p className="mt-0.5">{failure.fix}</p>}
    </Callout>
  )
}

/** The cause quotes the database already, and there is nothing beside that. */
function saysAll(why: string, { message, detail, hint }: NonNullable<Failure['meta']['database']>): boolean {
  return why.includes(message) && !detail && !hint
}

function DatabaseWords({
  sqlstate,
  message,
  detail,
  hint,
  position,
}: NonNullable<Failure['meta']['database']>) {
  return (
    <div className="my-1.5 font-mono text-xs leading-5 text-ink">
      <p>
        {sqlstate ? <span className="text-danger">{sqlstate} </span> : null}
        {message}
        {position ? <span className="text-muted"> (character {position})</span> : null}
      </p>
      {detail ? <p className="text-muted">Detail: {detail}</p> : null}
      {hint ? <p className="text-muted">Hint: {hint}</p> : null}
    </div>
  )
}
