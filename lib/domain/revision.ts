/** A Prisma schema file; `path` is relative to the folder of the schema, with `/`. */
export interface SchemaFile {
  path: string
  content: string
}
