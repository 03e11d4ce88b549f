/**
 * Built-in functions whose value follows from their arguments alone, or from the clock and the settings of the session,
 * and is not much larger than they are: no `repeat` or `lpad`, nothing that reads a table, a file or a setting.
 */
export const harmlessFunctions = new Set(
  `abs ceil ceiling floor round trunc sign sqrt mod div gcd lower upper initcap btrim ltrim rtrim length char_length
  character_length octet_length bit_length left right substr substring position strpos split_part ascii md5
  starts_with concat concat_ws encode to_hex regexp_like regexp_count array_length array_upper array_lower array_ndims
  array_position cardinality json_array_length jsonb_array_length jsonb_typeof json_typeof jsonb_extract_path
  jsonb_extract_path_text json_extract_path json_extract_path_text jsonb_exists jsonb_exists_all jsonb_exists_any
  num_nonnulls num_nulls date_trunc date_part extract date_bin isfinite age now transaction_timestamp
  statement_timestamp timezone make_date make_time make_timestamp make_interval lower_inc upper_inc isempty
  host masklen family overlaps width_bucket like_escape similar_to_escape similar_escape text greatest least
  pg_column_size`.split(/\s+/),
)

/** Built-in types whose values are themselves: none that stands for a relation, a role or a function. */
export const plainTypes = new Set(
  `int2 int4 int8 smallint integer int bigint numeric decimal float4 float8 real money bool boolean text varchar bpchar
  char uuid date time timetz timestamp timestamptz interval json jsonb bytea inet cidr macaddr macaddr8 bit varbit
  point int4range int8range numrange tsrange tstzrange daterange`.split(/\s+/),
)
