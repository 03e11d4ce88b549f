import type { Recipe, RelationLock, RewrittenPlace } from '../../../domain/finding'
import { isStronger } from '../../facts/harm'
import { type EnumRecreation, enumRecreations } from '../../prisma/enum-recreations'
import { nameHere } from '../../prisma/name-here'
import type { Draft, MigrationAt, Rule, RuleMeta } from '../../rule'
import { inWords, quoteLiteral, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'enum-recreated',
  title: 'An enum that is built anew',
  family: 'blocks',
  severity: 'danger',
  lock: 'ACCESS EXCLUSIVE on every table that uses it',
  cost: 'rewrite',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'PostgreSQL cannot take a value out of an enum. Prisma builds a second type, moves every column over to it by way of text, and drops the first: each table is rewritten with all of its indexes while nobody can read or write it, and all of them stay locked until the COMMIT that Prisma puts there. It fails where a row still holds a value that goes, and where a view, an index or a check depends on the column.',
  safe: [
    {
      what: 'A value that only gets another name can be renamed: instant, and the rows follow.',
      sql: `ALTER TYPE "Status" RENAME VALUE 'DONE' TO 'FINISHED';`,
    },
    {
      what: 'Leave a value that nobody writes any more in the type; forbid it by a check where that matters.',
      sql: `ALTER TABLE "Order" ADD CONSTRAINT "Order_status_live" CHECK ("status" <> 'LOST') NOT VALID;\nALTER TABLE "Order" VALIDATE CONSTRAINT "Order_status_live";`,
    },
    { what: 'Where the type must change: a new column of the new type, filled in batches.' },
  ],
}

export const enumRecreated: Rule = {
  meta,
  nodes: [],
  end(at) {
    return enumRecreations(at).flatMap((each) => {
      const moved = each.columns.filter(({ table }) => !at.isFresh(at.schema.tables.get(table)))
      return moved.length > 0 ? [draft(at, each, moved)] : []
    })
  },
}

function draft(at: MigrationAt, recreation: EnumRecreation, moved: EnumRecreation['columns']): Draft {
  const { key, old, labels } = recreation
  const name = shown(key)
  const tables = [...new Set(moved.map(({ table }) => table))]
  const before = old?.labels.map(({ label }) => label) ?? null
  const gone = before?.filter((label) => !labels.includes(label)) ?? []
  const come = before ? labels.filter((label) => !before.includes(label)) : []
  const changes = [
    ...(gone.length > 0 ? [`takes ${inWords(gone)} out`] : []),
    ...(come.length > 0 ? [`puts ${inWords(come)} in`] : []),
  ]
  const first = moved[0]
  return {
    statement: first?.statement ?? recreation.create,
    command: first?.command ?? null,
    title: `Builds the enum ${name} anew, and rewrites ${inWords(tables.map(shown))} while nobody can read or write ${tables.length > 1 ? 'them' : 'it'}`,
    reason: `It ${changes.length > 0 ? inWords(changes) : 'lists the values anew'}. Every row of ${inWords(tables.map(shown))} is written again, indexes too${tables.length > 1 ? ', and the first table stays locked until the last is done' : ''}.${before ? '' : ` It fails where a row holds a value that is not among ${inWords(labels)}.`}`,
    tables,
    locks: locksOf(at, recreation),
    cost: 'rewrite',
    recipe: recipe(at, recreation, before, gone, come),
  }
}

/** All that its statements hold at its end. */
function locksOf({ walked }: MigrationAt, { statements }: EnumRecreation): RelationLock[] {
  const strongest = new Map<string, RelationLock>()
  for (const lock of walked
    .filter((each) => statements.includes(each.statement.index))
    .flatMap(({ facts }) => facts.locks)) {
    const known = strongest.get(lock.relation)
    if (!known || isStronger(lock.mode, known.mode)) strongest.set(lock.relation, lock)
  }
  return [...strongest.values()]
}

function recipe(
  at: MigrationAt,
  recreation: EnumRecreation,
  before: string[] | null,
  gone: string[],
  come: string[],
): Recipe {
  const type = nameHere(at.schema, recreation.key)
  const renamed = before && inPlace(before, recreation.labels, gone, come)
  if (renamed) {
    const sql = renamed
      .map(([from, to]) => `ALTER TYPE ${type} RENAME VALUE ${quoteLiteral(from)} TO ${quoteLiteral(to)}`)
      .join(';\n')
    return {
      id: 'rename-enum-value',
      title: 'Rename the value, and let the rows follow',
      steps: [
        {
          what: 'If it is the same value under another name, rename it: instant, no row is touched.',
          sql: `${sql};`,
        },
        { what: 'What still runs writes the old name, and fails until it is replaced.' },
      ],
      rewrite: rewrite(recreation, sql),
    }
  }
  const added = before && gone.length === 0 && come.length > 0 && isSubsequence(before, recreation.labels)
  if (added) {
    const sql = recreation.labels
      .map((label, index) => ({
        label,
        previous: recreation.labels[index - 1],
        next: recreation.labels[index + 1],
      }))
      .filter(({ label }) => come.includes(label))
      .map(({ label, previous }) => {
        const place =
          previous === undefined
            ? ` BEFORE ${quoteLiteral(before[0] ?? '')}`
            : ` AFTER ${quoteLiteral(previous)}`
        return `ALTER TYPE ${type} ADD VALUE ${quoteLiteral(label)}${place}`
      })
      .join(';\n')
    return {
      id: 'add-enum-value',
      title: 'Add the value to the type that is there',
      steps: [{ what: 'Nothing goes, so the type can stay: adding a value is instant.', sql: `${sql};` }],
      rewrite: rewrite(recreation, sql),
    }
  }
  return {
    id: 'keep-enum-value',
    title: `Leave ${gone.length > 0 ? inWords(gone) : 'the value'} in the type, and stop writing ${gone.length > 1 ? 'them' : 'it'}`,
    steps: [
      {
        what: 'Deploy code that no longer writes it, and give the rows that hold it another value, in batches.',
      },
      {
        what: 'Leave it in the database: an unused value costs nothing. Keep it in the Prisma schema as well, or the next migration takes it out again.',
      },
      {
        what: 'Where it has to go: a new column of a new type, filled in batches, and the old column dropped in a later release.',
      },
    ],
    rewrite: null,
  }
}

/** Values that are replaced where they stand; null: it is more than that. */
function inPlace(
  before: string[],
  after: string[],
  gone: string[],
  come: string[],
): [string, string][] | null {
  if (gone.length === 0 || gone.length !== come.length || before.length !== after.length) return null
  const pairs = before.flatMap((label, index): [string, string][] =>
    label === after[index] ? [] : [[label, after[index] ?? '']],
  )
  return pairs.every(([from, to]) => gone.includes(from) && come.includes(to)) ? pairs : null
}

function isSubsequence(part: string[], whole: string[]): boolean {
  return whole.filter((label) => part.includes(label)).join('\n') === part.join('\n')
}

/** The first of its columns' commands stands for all: it is where the finding is. */
function rewrite(recreation: EnumRecreation, instead: string): Recipe['rewrite'] {
  const { statements, columns } = recreation
  const first = columns[0]
  if (!first) return null
  const elsewhere: RewrittenPlace[] = statements
    .filter((statement) => statement !== first.statement)
    .map((statement) => ({ statement, command: null, instead: '' }))
  return { command: first.command, instead, before: [], after: [], elsewhere }
}
