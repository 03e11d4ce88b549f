import type { PlannedMigration } from '../domain/plan'

/** Statements that read or write rows: they change a schema only by the functions that they call. */
const ofData = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'SelectStmt', 'MergeStmt', 'TruncateStmt'])

/** Of PostgreSQL, and what can stand before a parenthesis without being a function. */
const harmless = new Set(
  `abs all and any array array_agg array_append array_length array_remove as avg between by ceil char character
  clock_timestamp coalesce concat concat_ws conflict count current_date current_timestamp date date_trunc decimal
  distinct else exists extract filter floor format from gen_random_uuid generate_series greatest having in initcap
  int json_agg json_build_array json_build_object jsonb_agg jsonb_array_elements jsonb_array_elements_text
  jsonb_build_array jsonb_build_object jsonb_each jsonb_set jsonb_typeof key lateral least left length limit lower
  lpad materialized max md5 min mod not now nullif numeric offset on or over partition power random regexp_replace
  replace returning right round row row_number rpad rtrim ltrim select set some split_part sqrt strpos string_agg
  substr substring sum then time timestamp timestamptz to_char to_date to_json to_jsonb to_timestamp trim unnest
  upper using uuid values varchar when where with pg_sleep row_to_json rank dense_rank lag lead first_value
  last_value array_to_string string_to_array position overlay translate encode decode hashtext age`.split(
    /\s+/,
  ),
)

/**
 * Whether what a migration does to the schema may be something else on a database with other rows than on the shadow:
 * blocks of code, calls, texts that do not parse, and functions that nobody here knows. Errs towards yes.
 */
export function dependsOnData({ mode, statements }: PlannedMigration): boolean {
  return (
    mode === 'stepwise' ||
    statements.some(({ node, text }) =>
      ofData.has(node ?? '')
        ? callsUnknown(text)
        : !/^(Create|Alter|Drop|Rename|Comment|Index|View|Grant|Variable|Transaction|Rule|Define|CompositeType|Lock|Refresh)/.test(
            node ?? '',
          ),
    )
  )
}

function callsUnknown(text: string): boolean {
  const withoutTarget = text.replace(/\binto\s+(?:[\w$]+|"[^"]+")(?:\.(?:[\w$]+|"[^"]+"))?\s*\(/i, '')
  const names = withoutTarget.matchAll(/([\w$]+|"[^"]*")\s*\(/g)
  return [...names].some(([, name]) => !harmless.has((name ?? '').toLowerCase()))
}
