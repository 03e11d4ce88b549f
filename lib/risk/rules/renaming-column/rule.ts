import type { Recipe } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import { keyOf } from '../../model/lookup'
import { typeText } from '../../model/types'
import { expandAndContract } from '../../recipes/expand-and-contract'
import type { Rule, RuleMeta } from '../../rule'
import { columnIn, oldTable } from '../../tables/old-table'
import { quoteIdent, quoteKey, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'renaming-column',
  title: 'Renaming a column',
  family: 'breaks_app',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: true,
  versions: null,
  why: 'Code that runs while the migration is deployed names the column as it was: each of its queries fails from the commit until the new release runs everywhere, and a rolled back release fails as well. No order of deploying avoids it.',
  safe: [
    {
      what: 'With Prisma: rename the field alone, and map it to the old column.',
      sql: '-- state String @map("status")',
    },
    {
      what: 'Or add the new column, write both, fill the old rows in batches, read the new one, and drop the old one in a later release.',
    },
  ],
}

export const renamingColumn: Rule = {
  meta,
  nodes: ['RenameStmt'],
  check(at) {
    const {
      renameType,
      relationType,
      relation,
      subname = '',
      newname = '',
      missing_ok,
    } = nodeOf(at.tree, 'RenameStmt') ?? {}
    if (renameType !== 'OBJECT_COLUMN' || !relation) return []
    if (relationType === 'OBJECT_VIEW' || relationType === 'OBJECT_MATVIEW') return []
    const old = oldTable(at, relation, missing_ok)
    const column = old && columnIn(at, old, subname)
    if (!old || column === 'fresh' || at.schema.views.has(keyOf(at.schema, relation))) return []
    const type =
      column && column !== 'missing' && column.type.name !== 'unknown' ? typeText(column.type) : '…'
    return [
      {
        title: `Renames ${old.name}.${subname} to ${newname}, which running code does not know`,
        reason: `From the commit on every query that names ${subname} fails, until the code that says ${newname} runs everywhere.`,
        tables: [old.key],
        recipe: recipe(old.key, subname, newname, type),
      },
    ]
  },
}

function recipe(key: string, from: string, to: string, type: string): Recipe {
  const table = quoteKey(key)
  const [before, after] = [quoteIdent(from), quoteIdent(to)]
  const way = expandAndContract({
    title: `Give ${shown(key)} the column ${to} beside ${from}, and drop ${from} later`,
    add: `ALTER TABLE ${table} ADD COLUMN ${after} ${type};`,
    keep: `Write both columns: in the application, or by a trigger that sets ${after} whenever ${before} is written.`,
    fill: `UPDATE ${table} SET ${after} = ${before} WHERE ${after} IS NULL AND …;`,
    finish: [
      { what: `Read ${to} everywhere, and stop writing ${from}.` },
      { what: 'Drop the old column in a later release.', sql: `ALTER TABLE ${table} DROP COLUMN ${before};` },
    ],
  })
  const map = {
    what: `Simplest with Prisma: rename the field alone and leave the column: ${to} … @map("${from}").`,
  }
  return { ...way, steps: [map, ...way.steps] }
}
