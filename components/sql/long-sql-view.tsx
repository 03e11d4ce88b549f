import { excerptOf } from './excerpt'
import { SqlView, type SqlViewProps } from './sql-view'

/** A script of any length: of a very long one the beginning, and how much is left out. */
export function LongSqlView(props: Pick<SqlViewProps, 'sql' | 'statements' | 'anchor'>) {
  const { sql, statements, lines, cut } = excerptOf(props.sql, props.statements)
  return (
    <>
      <SqlView {...props} sql={sql} statements={statements} />
      {cut > 0 ? (
        <p className="border-t pt-2 text-sm text-muted">
          {cut.toLocaleString('en-US')} of {lines.toLocaleString('en-US')} lines are not shown here.
        </p>
      ) : null}
    </>
  )
}
