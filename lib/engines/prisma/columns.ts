import { type ArgType, type ColumnType, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import pg from 'pg'

const { BOOL, INT2, INT4, OID, FLOAT4, FLOAT8, BYTEA } = pg.types.builtins

const charOid = 18
const firstUserOid = 16384

/** PostgreSQL's type OIDs as the engine's column types; arrays further down. */
const scalarTypes = new Map<number, ColumnType>([
  [INT2, ColumnTypeEnum.Int32],
  [INT4, ColumnTypeEnum.Int32],
  [20, ColumnTypeEnum.Int64], // int8
  [OID, ColumnTypeEnum.Int64],
  [FLOAT4, ColumnTypeEnum.Float],
  [FLOAT8, ColumnTypeEnum.Double],
  [BOOL, ColumnTypeEnum.Boolean],
  // The catalogs are full of "char"; the engine reads it as one character and refuses text.
  [charOid, ColumnTypeEnum.Character],
  [19, ColumnTypeEnum.Text], // name
  [25, ColumnTypeEnum.Text],
  [1042, ColumnTypeEnum.Text], // bpchar
  [1043, ColumnTypeEnum.Text], // varchar
  [2206, ColumnTypeEnum.Text], // regtype
  [2205, ColumnTypeEnum.Text], // regclass
  [194, ColumnTypeEnum.Text], // pg_node_tree
  [142, ColumnTypeEnum.Text], // xml
  [1560, ColumnTypeEnum.Text], // bit
  [1562, ColumnTypeEnum.Text], // varbit
  [869, ColumnTypeEnum.Text], // inet
  [650, ColumnTypeEnum.Text], // cidr
  [705, ColumnTypeEnum.Text], // unknown
  [1082, ColumnTypeEnum.Date],
  [1083, ColumnTypeEnum.Time],
  [1266, ColumnTypeEnum.Time], // timetz
  [1114, ColumnTypeEnum.DateTime],
  [1184, ColumnTypeEnum.DateTime], // timestamptz
  [1700, ColumnTypeEnum.Numeric],
  [790, ColumnTypeEnum.Numeric], // money
  [114, ColumnTypeEnum.Json],
  [3802, ColumnTypeEnum.Json], // jsonb
  [2950, ColumnTypeEnum.Uuid],
  [BYTEA, ColumnTypeEnum.Bytes],
])

/** Array OID → OID of its elements. */
const elementTypes = new Map<number, number>([
  [1005, INT2],
  [22, INT2], // int2vector
  [1007, INT4],
  [1016, 20],
  [1028, OID],
  [30, OID], // oidvector
  [1021, FLOAT4],
  [1022, FLOAT8],
  [1000, BOOL],
  [1002, charOid],
  [1003, 19],
  [1009, 25],
  [1014, 1042],
  [1015, 1043],
  [1182, 1082],
  [1183, 1083],
  [1115, 1114],
  [1185, 1184],
  [1231, 1700],
  [199, 114],
  [3807, 3802],
  [2951, 2950],
])

/** The engine's array types follow its scalar ones at a fixed distance, except that arrays know no Set. */
function arrayOf(scalar: ColumnType): ColumnType {
  const shift = scalar > ColumnTypeEnum.Set ? 63 : 64
  return (scalar + shift) as ColumnType
}

/** Null: a type that the engine cannot be told about. */
export function columnType(oid: number): ColumnType | null {
  const element = elementTypes.get(oid)
  if (element !== undefined) return arrayOf(scalarTypes.get(element) ?? ColumnTypeEnum.Text)
  return scalarTypes.get(oid) ?? (oid >= firstUserOid ? ColumnTypeEnum.Text : null)
}

const asText = (value: string) => value
const asInstant = (value: string) => `${value.replace(' ', 'T').replace(/[+-]\d{2}(:?\d{2})?$/, '')}+00:00`
const asTime = (value: string) => value.replace(/[+-]\d{2}(:?\d{2})?$/, '')
const vector = (value: string) => (value === '' ? [] : value.split(' ').map(Number))

/** What `pg` would turn into a Date, an object or a rounded number, the engine wants as text. */
const parsers = new Map<number, (value: string) => unknown>([
  [1700, asText],
  [1083, asText],
  [1266, asTime],
  [1082, asText],
  [1114, asInstant],
  [1184, asInstant],
  [790, (value) => value.slice(1)],
  [114, asText],
  [3802, asText],
  [22, vector],
  [30, vector],
])

/** Elements of these arrive as text, whatever `pg` would make of them. */
const textArray = pg.types.getTypeParser(1009 as number, 'text') as (value: string) => (string | null)[]
const keptByPg = [INT2, INT4, OID, FLOAT4, FLOAT8, BOOL, 20]

function arrayParser(oid: number): ((value: string) => unknown) | undefined {
  const element = elementTypes.get(oid)
  if (element === undefined || keptByPg.includes(element)) return undefined
  const parse = parsers.get(element) ?? asText
  return (value) => textArray(value).map((each) => (each === null ? null : parse(each)))
}

export const typeParsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format === 'binary') return pg.types.getTypeParser(oid, format)
    return parsers.get(oid) ?? arrayParser(oid) ?? pg.types.getTypeParser(oid, 'text')
  },
}

/** An argument of the engine as `pg` sends it. Instants go as UTC; the session's TimeZone is UTC. */
export function argument(value: unknown, type: ArgType | undefined): unknown {
  if (value === null || value === undefined) return null
  if (Array.isArray(value) && type?.arity === 'list') return value.map((each) => argument(each, type))
  if (typeof value === 'string' && type?.scalarType === 'bytes') return Buffer.from(value, 'base64')
  if (value instanceof Date) return value.toISOString()
  return value
}
