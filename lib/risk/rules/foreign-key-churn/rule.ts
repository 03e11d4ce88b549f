import type { Recipe, RelationLock } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import { alterCommands } from '../../prisma/changed-columns'
import { type ChurnedForeignKey, churnedForeignKeys } from '../../prisma/foreign-key-churn'
import { nameHere } from '../../prisma/name-here'
import { keepForeignKey, swapForeignKey } from '../../recipes/swap-foreign-key'
import { type Draft, effectOf, type MigrationAt, type Rule, type RuleMeta } from '../../rule'
import { commandTexts } from '../../words/commands'
import { shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'foreign-key-churn',
  title: 'Dropping a foreign key and adding it again',
  family: 'blocks',
  severity: 'warning',
  lock: 'ACCESS EXCLUSIVE on the table and on the referenced one',
  cost: 'scan',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'Prisma drops a foreign key and adds it again whenever something about its columns changes: its ON DELETE, whether the relation is optional, a type. Dropping takes ACCESS EXCLUSIVE on both tables, and within one transaction nobody reads either of them until every row has been checked again. Where each statement commits by itself, rows that break the relation can come in between.',
  safe: [
    {
      what: 'Add the new one beside the old one, under another name and unproved.',
      sql: 'ALTER TABLE "Post" ADD CONSTRAINT "Post_userId_fkey_next" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE NOT VALID;',
    },
    {
      what: 'In another migration, prove it while reads and writes go on.',
      sql: 'ALTER TABLE "Post" VALIDATE CONSTRAINT "Post_userId_fkey_next";',
    },
    {
      what: 'Then exchange them.',
      sql: 'ALTER TABLE "Post" DROP CONSTRAINT "Post_userId_fkey";\nALTER TABLE "Post" RENAME CONSTRAINT "Post_userId_fkey_next" TO "Post_userId_fkey";',
    },
  ],
}

export const foreignKeyChurn: Rule = {
  meta,
  nodes: [],
  endsAfter: ['AT_DropColumn', 'AT_DropConstraint', 'DropStmt'],
  end: (at) => churnedForeignKeys(at).map((each) => draft(at, each)),
}

function draft(at: MigrationAt, churned: ChurnedForeignKey): Draft {
  const { dropped, added } = churned
  const [table, referenced] = [shown(dropped.table), shown(added.to)]
  const both = table === referenced ? table : `${table} and ${referenced}`
  return {
    statement: dropped.statement,
    command: dropped.command,
    title: isOneTransaction(at, churned)
      ? `Drops ${dropped.name} and adds it again: nobody reads ${both} until all of ${table} is checked`
      : `Drops ${dropped.name} and adds it again: nothing guards ${table}(${added.columns.join(', ')}) in between`,
    reason: isOneTransaction(at, churned)
      ? `The lock of the DROP is held until the end of the transaction, on both sides, and adding it again reads every row of ${table} under that lock.`
      : `Each statement commits by itself, so rows that point nowhere can come in before the second one, which then fails and leaves ${table} without the foreign key.`,
    tables: [...new Set([dropped.table, added.to])],
    locks: locksOf(at, churned),
    recipe: recipe(at, churned),
  }
}

function isOneTransaction({ walked }: MigrationAt, { dropped, added }: ChurnedForeignKey): boolean {
  const transaction = walked[dropped.statement]?.transaction
  return transaction !== null && transaction === walked[added.statement]?.transaction
}

function locksOf({ walked }: MigrationAt, { dropped }: ChurnedForeignKey): RelationLock[] {
  const facts = walked[dropped.statement]?.facts
  return (facts && effectOf(facts, dropped.command)?.locks) ?? facts?.locks ?? []
}

function recipe(at: MigrationAt, { dropped, added, old, unchanged }: ChurnedForeignKey): Recipe {
  const places = {
    dropped: { statement: dropped.statement, command: dropped.command },
    added: { statement: added.statement, command: added.command },
  }
  const free = old !== null && isLeftAlone(at, dropped.table, old.columns, old.references)
  if (unchanged && free) return keepForeignKey(dropped.name, places)
  const definition = definitionOf(at, added)
  return swapForeignKey({
    table: nameHere(at.before, dropped.table),
    constraint: dropped.name,
    renamed: added.name,
    definition: definition ?? '…',
    places: free && definition !== null ? places : null,
  })
}

/** No column on either side gets another type or goes, so that the old one can stay meanwhile. */
function isLeftAlone(
  { statements, before }: MigrationAt,
  table: string,
  columns: string[],
  references: { table: string; columns: string[] } | null,
): boolean {
  return alterCommands(statements, before).every(({ at, command }) => {
    if (!['AT_AlterColumnType', 'AT_DropColumn', 'AT_DropConstraint'].includes(command.subtype ?? ''))
      return true
    const name = command.name ?? ''
    if (command.subtype === 'AT_DropConstraint') {
      return (
        at.table !== references?.table ||
        before.tables.get(at.table)?.constraints.get(name)?.kind === 'foreign'
      )
    }
    if (at.table === table && columns.includes(name)) return false
    return !(at.table === references?.table && references.columns.includes(name))
  })
}

/** From FOREIGN KEY on, as it was written. */
function definitionOf(
  { statements }: MigrationAt,
  { statement, command }: ChurnedForeignKey['added'],
): string | null {
  const found = statements[statement]
  const relation = (found?.tree && nodeOf(found.tree, 'AlterTableStmt'))?.relation
  const text = found && relation ? commandTexts(found, relation.location ?? 0)[command]?.text : undefined
  return /^ADD\s+CONSTRAINT\s+(?:"(?:[^"]|"")+"|\S+)\s+(FOREIGN[\s\S]*)$/i.exec(text ?? '')?.[1] ?? null
}
