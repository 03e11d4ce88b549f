import type { SchemaModel } from '../model/model'
import { nameIn, schemaOf } from '../model/names'
import { quoteIdent } from '../words/names'

/** `public.orders` as a script would name it: without the schema where it leads there by itself. */
export function nameHere({ defaultSchema }: SchemaModel, key: string): string {
  const schema = schemaOf(key)
  return schema === defaultSchema
    ? quoteIdent(nameIn(key))
    : `${quoteIdent(schema)}.${quoteIdent(nameIn(key))}`
}
