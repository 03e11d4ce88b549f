import type { Session } from '../../database'
import { quoted, type Relation } from './relation'

/** Where a column's own sequence stood. */
export interface SequenceMark {
  column: string
  value: string
  called: boolean
}

/** Of the columns that have one: it goes with its column. */
export async function markSequences(
  session: Session,
  { oid }: Relation,
  columns: string[],
): Promise<SequenceMark[]> {
  const marks: SequenceMark[] = []
  for (const { column, sequence } of await sequencesOf(session, oid, columns)) {
    const { rows } = await session.query<{ value: string; called: boolean }>(
      `SELECT last_value::text AS value, is_called AS called FROM ${sequence}`,
    )
    if (rows[0]) marks.push({ column, ...rows[0] })
  }
  return marks
}

/** Sequences go on where they stood, unless they are further by now. `renamed`: a column's name in the place. */
export async function restoreSequences(
  session: Session,
  place: Relation,
  marks: SequenceMark[],
  renamed: (column: string) => string,
): Promise<void> {
  const names = marks.map(({ column }) => renamed(column))
  const found = await sequencesOf(session, place.oid, names)
  for (const { column, value, called } of marks) {
    const sequence = found.find((each) => each.column === renamed(column))?.sequence
    if (!sequence) continue
    await session.query(
      `SELECT pg_catalog.setval($1::regclass, $2::int8, $3) FROM ${sequence} AS s
         JOIN pg_catalog.pg_sequence q ON q.seqrelid = $1::regclass
       WHERE CASE WHEN q.seqincrement > 0 THEN ($2::int8, $3) > (s.last_value, s.is_called)
         ELSE (-($2::int8), $3) > (-s.last_value, s.is_called) END`,
      [sequence, value, called],
    )
  }
}

async function sequencesOf(
  session: Session,
  oid: number,
  columns: string[],
): Promise<{ column: string; sequence: string }[]> {
  const { rows } = await session.query<{ column: string; schema: string; name: string }>(
    `SELECT a.attname::text AS column, n.nspname::text AS schema, s.relname::text AS name
     FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
       JOIN pg_catalog.pg_namespace n ON n.oid = s.relnamespace
       JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
     WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
       AND d.refobjid = $1::text::oid AND d.deptype IN ('a', 'i') AND a.attname::text = ANY ($2)
       AND CASE WHEN s.relkind = 'S' THEN pg_catalog.has_sequence_privilege(s.oid, 'select') END`,
    [String(oid), columns],
  )
  return rows.map(({ column, schema, name }) => ({ column, sequence: `${quoted(schema)}.${quoted(name)}` }))
}
