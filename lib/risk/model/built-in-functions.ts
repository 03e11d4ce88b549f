/** Built-in functions, and those of the usual extensions, that give another value at each call. */
export const volatileFunctions = new Set(
  `gen_random_uuid gen_random_bytes gen_salt random random_normal setseed clock_timestamp timeofday uuidv4 uuidv7
  uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 nextval currval lastval setval pg_sleep array_sample
  array_shuffle query_to_xml lo_creat lo_from_bytea pg_advisory_lock pg_advisory_xact_lock pg_try_advisory_lock set_config
  pg_notify lo_create lo_import nanoid cuid ulid uuid_v7 uuid_generate_v7 generate_ulid`.split(/\s+/),
)

/** Those that give one value for a whole statement. */
export const stableFunctions = new Set(
  `now transaction_timestamp statement_timestamp current_setting current_schema current_schemas current_database
  current_user session_user user version inet_client_addr inet_server_addr pg_backend_pid age to_char to_date
  to_number to_timestamp to_json to_jsonb json_build_object jsonb_build_object json_build_array jsonb_build_array
  row_to_json array_to_json format concat concat_ws timezone date_trunc date_part extract make_timestamptz
  to_tsvector to_tsquery plainto_tsquery websearch_to_tsquery phraseto_tsquery unaccent txid_current_if_assigned
  pg_get_serial_sequence to_regclass to_regtype has_table_privilege obj_description col_description
  array_to_string jsonb_populate_record json_populate_record quote_nullable convert convert_from convert_to
  txid_current pg_current_xact_id pg_current_snapshot enum_first enum_last enum_range to_regproc to_regnamespace to_regrole
  format_type jsonb_populate_recordset json_populate_recordset jsonb_to_record jsonb_to_recordset jsonb_to_tsvector
  json_to_tsvector date_add date_subtract timestamptz system_user get_current_ts_config pg_typeof
  pg_column_size pg_get_expr pg_client_encoding pg_my_temp_schema inet_client_port inet_server_port`.split(
    /\s+/,
  ),
)

/** Those whose value follows from their arguments. */
export const immutableFunctions = new Set(
  `abs ceil ceiling floor round trunc sign sqrt cbrt exp ln log log10 power pow mod div gcd lcm greatest least coalesce
  nullif lower upper initcap btrim ltrim rtrim trim length char_length character_length octet_length bit_length lpad
  rpad repeat replace reverse left right substr substring position strpos overlay split_part translate ascii chr md5
  sha224 sha256 sha384 sha512 digest hmac encode decode quote_literal quote_ident
  regexp_replace regexp_match regexp_matches regexp_split_to_array regexp_like regexp_count regexp_substr starts_with
  to_hex to_bin to_oct hashtext
  string_to_array array_length array_upper array_lower array_ndims array_position array_positions array_remove
  array_replace array_append array_prepend array_cat array_fill cardinality trim_array
  make_date make_time make_timestamp make_interval justify_days justify_hours justify_interval isfinite date_bin
  json_array_length jsonb_array_length jsonb_typeof json_typeof jsonb_strip_nulls json_strip_nulls jsonb_set
  jsonb_insert jsonb_extract_path jsonb_extract_path_text json_extract_path json_extract_path_text jsonb_pretty
  jsonb_path_exists jsonb_path_match jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_object
  json_object jsonb_exists jsonb_exists_all jsonb_exists_any
  int4range int8range numrange tsrange tstzrange daterange lower_inc upper_inc isempty range_merge
  int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange
  num_nonnulls num_nulls host network masklen netmask broadcast family set_masklen inet_merge
  setweight strip similarity word_similarity st_setsrid st_makepoint st_point st_geomfromtext cube ll_to_earth
  text int2 int4 int8 float4 float8 numeric bool bpchar varchar date time timestamp interval uuid_nil uuid_ns_dns
  uuid_ns_url uuid_generate_v3 uuid_generate_v5 like_escape similar_to_escape like ilike overlaps numnode querytree
  xmlcomment width_bucket factorial bit_count get_bit set_bit get_byte set_byte crc32 crc32c normalize is_normalized
  unistr parse_ident string_to_table unnest generate_series point line lseg box path polygon circle
  uuid_extract_version uuid_extract_timestamp casefold array_sort array_reverse hashtextextended
  pi sin cos tan asin acos atan atan2 sinh cosh tanh degrees radians scale min_scale trim_scale erf gamma lgamma
  array_dims array_to_tsvector tsvector_to_array tsquery_phrase abbrev hostmask upper_inf lower_inf multirange
  jsonb_array_elements jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_object_keys json_array_elements
  json_array_elements_text json_each json_each_text json_object_keys jsonb_set_lax regexp_instr regexp_split_to_table
  generate_subscripts area center diameter height width radius npoints isclosed isopen slope to_ascii xmlexists xpath
  xpath_exists pg_size_pretty`.split(/\s+/),
)
