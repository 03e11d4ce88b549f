import type { DatabaseErrorInfo } from '@/lib/domain/database-error'
import { placeOfError } from '@/lib/domain/error-position'
import { SqlText } from './sql-text'

export interface DatabaseWordsProps {
  error: DatabaseErrorInfo
  /** The statement as it was sent. */
  sql: string
  /** The line of its file on which it begins. */
  line: number
}

/** The database's own error, whole, with the place that it points at marked in the statement. */
export function DatabaseWords({ error, sql, line }: DatabaseWordsProps) {
  const place = error.position === undefined ? null : placeOfError(sql, error.position)
  return (
    <div className="space-y-3">
      <div className="text-sm">
        <p className="text-lg font-medium text-danger">
          {error.sqlstate ? <span className="mr-2 font-mono text-sm">{error.sqlstate}</span> : null}
          {error.message}
        </p>
        <dl className="mt-1 grid gap-x-3 gap-y-0.5 sm:grid-cols-[5rem_minmax(0,1fr)]">
          <Word name="Detail" text={error.detail} />
          <Word name="Hint" text={error.hint} />
          <Word name="Where" text={error.where} />
          <Word name="Object" text={objectOf(error)} />
          <Word
            name="Position"
            text={place ? `line ${line + place.line - 1}, column ${place.column}` : undefined}
          />
        </dl>
      </div>
      {place ? (
        <pre className="border-l-2 whitespace-pre-wrap wrap-anywhere border-danger pl-3 font-mono text-sm leading-6">
          <code>
            {place.before}
            <mark className="rounded-xs bg-danger px-0.5 text-on-danger">{place.at}</mark>
            {place.after}
          </code>
        </pre>
      ) : error.position !== undefined && sql ? (
        <SqlText sql={sql} from={line} pieces={undefined} />
      ) : null}
    </div>
  )
}

function Word({ name, text }: { name: string; text: string | undefined }) {
  if (!text) return null
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 whitespace-pre-wrap wrap-anywhere">{text}</dd>
    </>
  )
}

function objectOf({ schema, table, column, constraint }: DatabaseErrorInfo): string | undefined {
  const name = [schema, table, column].filter(Boolean).join('.')
  return [name, constraint ? `constraint ${constraint}` : ''].filter(Boolean).join(', ') || undefined
}
