import type { Recipe, RecipeMigration } from '../../domain/finding'
import { quoteIdent, suffixOf } from '../words/names'
import { releases } from './releases'

interface UniqueUsingIndex {
  /** As SQL names it. */
  table: string
  constraint: string
  kind: 'UNIQUE' | 'PRIMARY KEY'
  /** What follows the table in CREATE INDEX: `(email) NULLS NOT DISTINCT`. */
  index: string
  /** What follows the constraint: `DEFERRABLE INITIALLY DEFERRED`; may be empty. */
  attributes: string
  /** Stays in the command's place: `ADD COLUMN email text`; may be empty. */
  first?: string
  /** The command of the ALTER TABLE that adds it; null: nothing can be put in its place. */
  command: number | null
  /** The index can be built before this migration: its columns are there by then. */
  columnsAreThere: boolean
}

/** A unique constraint or primary key from an index that was built while reads and writes went on. */
export function uniqueUsingIndex(given: UniqueUsingIndex): Recipe {
  const { table, constraint, kind, index, attributes, first = '', command, columnsAreThere } = given
  const name = quoteIdent(constraint)
  const build = `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${table} ${index};`
  const attach = `ADD CONSTRAINT ${name} ${kind} USING INDEX ${name}${attributes && ` ${attributes}`}`
  const built: RecipeMigration = {
    suffix: suffixOf('build', constraint),
    sql: build,
    release: releases.before,
  }
  const attached = `ALTER TABLE ${table} ${attach};`
  return {
    id: 'unique-using-index',
    title: 'Build the index first, while reads and writes go on',
    steps: [
      ...(first ? [{ what: 'Add the column alone.', sql: `ALTER TABLE ${table} ${first};` }] : []),
      {
        what: 'Build the index, alone in its migration and outside a transaction. Should it fail, drop what is left of it (DROP INDEX CONCURRENTLY) and build it again.',
        sql: build,
      },
      { what: 'Make the constraint of it: nothing is read.', sql: attached },
    ],
    rewrite:
      command === null
        ? null
        : columnsAreThere
          ? { command, instead: attach, before: [built], after: [] }
          : {
              command,
              instead: first,
              before: [],
              after: [
                { ...built, release: releases.next },
                { suffix: suffixOf('add', constraint), sql: attached, release: releases.next },
              ],
            },
  }
}
