import { type CommandAt, commandsAt, does } from '../../altering/commands-at'
import { foreignKeysTo } from '../../model/lookup'
import type { Constraint, Table } from '../../model/model'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { inWords, quoteIdent, quoteKey, shown } from '../../words/names'

const meta: RuleMeta = {
  id: 'retype-foreign-key-side',
  title: 'Changing the type of a column that a foreign key joins',
  family: 'blocks',
  severity: 'warning',
  lock: 'ACCESS EXCLUSIVE on both tables',
  cost: 'rewrite',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'PostgreSQL makes the foreign key anew, and locks the table on its other side as well: nobody can read or write either of them until the statement, and its transaction, are done.',
  safe: [
    {
      what: 'Drop the foreign key, alone in a short transaction.',
      sql: 'ALTER TABLE orders DROP CONSTRAINT orders_user_id_fkey;',
    },
    { what: 'Change the type of both columns, each by way of a new column.' },
    {
      what: 'Add the foreign key again, NOT VALID.',
      sql: 'ALTER TABLE orders ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;',
    },
    {
      what: 'In a migration of its own, validate it.',
      sql: 'ALTER TABLE orders VALIDATE CONSTRAINT orders_user_id_fkey;',
    },
  ],
}

export const retypeForeignKeySide: Rule = {
  meta,
  nodes: ['AlterTableStmt'],
  commands: ['AT_AlterColumnType'],
  check(at) {
    return commandsAt(at, 'AT_AlterColumnType').flatMap((each) => {
      const keys = keysOf(at, each)
      const others = [...new Set(keys.map(({ other }) => other))]
      const locked = others.filter((other) =>
        each.effect.locks.some((lock) => lock.relation === other && !lock.fresh),
      )
      return locked.length > 0 ? [draftOf(each, keys, locked)] : []
    })
  },
}

interface Key {
  of: string
  constraint: Constraint
  /** The table on the other side. */
  other: string
}

function keysOf({ schema }: StatementAt, { key, table, command }: CommandAt): Key[] {
  const column = command.name ?? ''
  const outgoing = ownForeignKeys(table).filter(({ columns }) => columns.includes(column))
  return [
    ...outgoing.map((constraint) => ({ of: key, constraint, other: constraint.references?.table ?? key })),
    ...foreignKeysTo(schema, key)
      .filter(({ constraint }) => constraint.references?.columns.includes(column))
      .map(({ table: child, constraint }) => ({ of: child.key, constraint, other: child.key })),
  ].filter(({ other }) => other !== key)
}

function ownForeignKeys(table: Table | null): Constraint[] {
  return [...(table?.constraints.values() ?? [])].filter(({ kind }) => kind === 'foreign')
}

function draftOf(each: CommandAt, keys: Key[], locked: string[]): Draft {
  const { index, key, command, effect } = each
  const column = command.name ?? ''
  const names = inWords(keys.map(({ constraint }) => constraint.name))
  const others = inWords(locked.map(shown))
  const long = does(each, 'rewrite', 'scan', 'index build')
  return {
    command: index,
    tables: [key, ...locked],
    severity: long ? 'danger' : 'warning',
    locks: effect.locks.filter(({ relation }) => relation === key || locked.includes(relation)),
    title: `Changing the type of ${each.shown}.${column} stops everybody on ${others} as well`,
    reason: `${names} is made anew, for which PostgreSQL locks ${others} like ${each.shown}: nobody can read or write ${locked.length === 1 ? 'it' : 'them'} until the transaction is done.`,
    recipe: {
      id: 'expand-and-contract',
      title: `Take ${names} off while the type changes`,
      steps: [
        ...keys.map(({ of, constraint }) => ({
          what: `Drop ${constraint.name}, alone in a short transaction.`,
          sql: `ALTER TABLE ${quoteKey(of)} DROP CONSTRAINT ${quoteIdent(constraint.name)};`,
        })),
        { what: 'Change the type of the columns on both sides, each by way of a new column.' },
        ...keys.map(({ of, constraint }) => ({
          what: `Add ${constraint.name} again, NOT VALID, and validate it in a migration of its own.`,
          sql: `ALTER TABLE ${quoteKey(of)} ADD CONSTRAINT ${quoteIdent(constraint.name)} ${definition(constraint)} NOT VALID;`,
        })),
      ],
      rewrite: null,
    },
  }
}

function definition({ columns, references }: Constraint): string {
  const of = columns.map(quoteIdent).join(', ')
  const to = references?.columns.length ? ` (${references.columns.map(quoteIdent).join(', ')})` : ''
  return `FOREIGN KEY (${of}) REFERENCES ${quoteKey(references?.table ?? '')}${to}`
}
