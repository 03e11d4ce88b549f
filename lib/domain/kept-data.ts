import type { Statement } from './statement'

/**
 * What a deploy copies aside, inside its own transaction, before a statement destroys it. Part of the plan, and of what
 * is approved. Names are those of the moment at which the segment begins.
 */
export interface KeepOrder {
  /** Unique within the plan: `k0`, `k1`… */
  id: string
  /** Index into the migration's `segments`: it is copied when that segment's transaction begins, under the table's lock. */
  segment: number
  /** `schema.name`, unquoted. */
  table: string
  /** What is copied besides the key; of `whole` tables every column that can be written. */
  columns: string[]
  /** Whole rows: the table is dropped or emptied, or a script deletes from it. */
  whole: boolean
  /** Columns by which a row is found again. Empty only where the whole table goes and comes back empty. */
  key: string[]
  /** Those of `columns` whose type the deploy removes or changes: copied as text, since a copy would hold the type. */
  asText: string[]
  /** In words: `orders.note is dropped`. */
  because: string
}

/** What copying for one order takes, under the lock of its table. By the statistics of the live database. */
export interface KeepCost {
  /** `KeepOrder.id`. */
  id: string
  /** Estimate. */
  rows: number
  /** Of the copy. */
  bytes: number
  lowSeconds: number
  highSeconds: number
  /** In words: `copies 209 MB of 1.1 GB; this database reads 180 MB to 400 MB a second, measured on public.orders`. */
  because: string
}

/** Something that would be lost and is not kept. */
export interface KeepRefusal {
  /** Catalog key, as in `Loss`. */
  object: string
  why: string
}

/** Puts what one order kept back, once the reverse has made its place again. */
export interface PutBackStep {
  /** `KeepOrder.id`, and the migration it belongs to. */
  keep: string
  migration: string
  /** `schema.name` where it belongs after the reverse. */
  table: string
  /** Of the place, in the order of the order's `columns`. */
  columns: string[]
  key: string[]
  /** `values`: into rows that are there. `rows`: rows that are missing. `table`: all of them, into an empty table. */
  how: 'values' | 'rows' | 'table'
  /** SQL type that a column kept as text is cast to, by its name in the place. */
  casts: Record<string, string>
  /**
   * Of `columns` in rows that are there: those that may not stay NULL and that nothing but kept values fills. Rows
   * created since the deploy have none, and the reverse then stops. Plans of before do not say.
   */
  required?: string[]
  /**
   * Before the reverse gives names back, where the deploy changed them: `schema.name` and, in the order of `columns` and
   * `key`, what they are called; empty where an older column took the name of one that is gone.
   */
  now?: { table: string; columns: string[]; key: string[] }
}

export type ReversePart = { kind: 'sql'; statements: Statement[] } | { kind: 'put_back'; step: PutBackStep }

/** The reverse that also puts back what was kept. Tried on a shadow with rows in the tables concerned. */
export interface KeptReverse {
  /** In order. Required columns and constraints come after what fills them. */
  parts: ReversePart[]
  tried: boolean
  differences: string[]
  problems: string[]
}

export type KeptState = 'kept' | 'putting_back' | 'put_back'

/** A copy that a deploy left in the environment's database, as its own register there (`headgate.kept_data`) has it. */
export interface KeptCopy {
  /** UUID. */
  id: string
  runId: string
  /** `KeepOrder.id`. */
  keep: string
  migration: string
  table: string
  columns: string[]
  key: string[]
  whole: boolean
  because: string
  /** Name of the copy in the schema `headgate`. */
  copy: string
  /** Exact. */
  rows: number
  /** On disk now, indexes included; null: it is not there any more. */
  bytes: number | null
  /** ISO 8601. */
  keptAt: string
  expiresAt: string
  /** Name of the person whose deploy kept it. */
  keptBy: string
  state: KeptState
}

/** What putting one copy back would do now, counted on the live database. Null: not counted, `why` says why. */
export interface PutBackForecast {
  copy: KeptCopy
  /** Kept rows that find their place. */
  fits: number | null
  /** Rows created since: they have no kept value. */
  created: number | null
  /** Rows whose present value was written since the deploy; it is not overwritten unless that is chosen. */
  changed: number | null
  /** Kept rows whose row was deleted since. */
  deleted: number | null
  /** Keys of some of `created`, `changed` and `deleted`, as text. */
  samples: { created: string[]; changed: string[]; deleted: string[] }
  why: string | null
}
