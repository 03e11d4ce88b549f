/**
 * A database's schema as a flat set of objects: key → canonical definition.
 * Keys are `kind:schema.name` (`table:public.orders`) or `kind:schema.table.name`
 * (`column:public.orders.note`); definitions are canonical JSON text. Column order, the ledger and Headgate's own
 * schema are left out, so that a column that comes back at the end of its table is no difference.
 */
export type Catalog = Record<string, string>

export interface CatalogChange {
  key: string
  before: string | null
  after: string | null
}
