import type { DropStmt, IndexStmt } from 'libpg-query'
import type { Recipe, RecipeMigration } from '../../domain/finding'
import { findIndex } from '../model/lookup'
import { keyOf, nameIn, partsOf } from '../model/names'
import type { StatementAt } from '../rule'
import { quoteIdent, quoteKey, relationSql, suffixOf } from '../words/names'
import { tokensOf } from '../words/tokens'
import { canWait } from './can-wait'
import { releases } from './releases'

/** CREATE INDEX as a migration of its own that builds it while others write. */
export function createConcurrently(at: StatementAt, index: IndexStmt): Recipe {
  const table = index.relation ? keyOf(at.schema, index.relation) : null
  const name = index.idxname ?? null
  const sql = concurrentCreation(at)
  const columns = (index.indexParams ?? []).map((node) =>
    'IndexElem' in node ? (node.IndexElem.name ?? null) : null,
  )
  const moved = { names: name === null ? [] : [name], table, columns, unique: index.unique === true }
  const rewrites = sql !== null && canWait(at, moved)
  const suffix = suffixOf('create', name ?? `${table === null ? '' : nameIn(table)}_index`)
  return {
    id: 'concurrent-index',
    title: 'Build the index while others go on writing',
    steps: [
      {
        what: `A migration of its own, with nothing else in it: CREATE INDEX CONCURRENTLY cannot run in a transaction.`,
        ...(sql === null ? {} : { sql: `${sql};` }),
      },
      {
        what: 'When the build fails, it leaves an invalid index behind that every write keeps up to date. Drop it, by itself too, before the build is tried again.',
        ...(name === null ? {} : { sql: `DROP INDEX CONCURRENTLY IF EXISTS ${indexSql(index, name)};` }),
      },
    ],
    rewrite: rewrites ? alone(at, [{ suffix, sql: `${sql};`, release: releases.next }]) : null,
  }
}

/** One migration for each index that a DROP INDEX names. */
export function dropConcurrently(at: StatementAt, drop: DropStmt): Recipe | null {
  if (drop.behavior === 'DROP_CASCADE') return null
  const named = (drop.objects ?? []).flatMap((node) => ('List' in node ? [node.List.items ?? []] : []))
  const migrations = named.map((names) => {
    const { schema, name } = partsOf(names)
    const written = schema === null ? quoteIdent(name) : quoteKey(`${schema}.${name}`)
    const ifExists = drop.missing_ok ? 'IF EXISTS ' : ''
    return {
      suffix: suffixOf('drop', name),
      sql: `DROP INDEX CONCURRENTLY ${ifExists}${written};`,
      release: releases.next,
    }
  })
  const waits = named.every((names) => {
    const { schema, name } = partsOf(names)
    const found = findIndex(at.schema, schema === null ? name : `${schema}.${name}`)
    const { columns = [], unique = true } = found?.index ?? {}
    return canWait(at, { names: [name], table: found?.table?.key ?? null, columns, unique })
  })
  return {
    id: 'concurrent-index',
    title: 'Drop the index without a lock on its table',
    steps: migrations.map(({ sql }) => ({
      what: 'A migration of its own, with nothing else in it: DROP INDEX CONCURRENTLY cannot run in a transaction.',
      sql,
    })),
    rewrite: waits ? alone(at, migrations) : null,
  }
}

/** Each of them alone in a migration; the first one in this one, where nothing else stands in it. */
export function alone(
  { migration }: StatementAt,
  migrations: readonly RecipeMigration[],
): NonNullable<Recipe['rewrite']> {
  const [first, ...others] = migrations
  const stays = migration.statements.length === 1 && first !== undefined
  return {
    command: null,
    instead: stays ? first.sql.replace(/;$/, '') : '',
    before: [],
    after: stays ? others : [...migrations],
  }
}

/** CREATE INDEX CONCURRENTLY IF NOT EXISTS: drops what a failed build left, then builds without IF NOT EXISTS. */
export function dropFirst(at: StatementAt, index: IndexStmt): Recipe {
  const name = index.idxname ?? ''
  const drop = `DROP INDEX CONCURRENTLY IF EXISTS ${indexSql(index, name)};`
  const create = concurrentCreation(at)
  return {
    id: 'concurrent-index',
    title: 'Drop what a failed build left behind, then build',
    steps: [
      { what: 'A migration of its own drops what a failed build may have left.', sql: drop },
      {
        what: 'The next one builds the index, and fails where one is there already.',
        ...(create === null ? {} : { sql: `${create};` }),
      },
    ],
    rewrite:
      create === null
        ? null
        : {
            command: null,
            instead: create,
            before: [{ suffix: suffixOf('drop_failed', name), sql: drop, release: releases.before }],
            after: [],
          },
  }
}

/** A statement that no transaction may be around, as a migration of its own. */
export function byItself(at: StatementAt, suffix: string, names: readonly string[]): Recipe {
  const sql = `${at.statement.text};`
  return {
    id: 'concurrent-index',
    title: 'Give the statement a migration of its own',
    steps: [{ what: 'A migration with this one statement in it: then no transaction is around it.', sql }],
    rewrite: canWait(at, { names, table: null })
      ? { command: null, instead: '', before: [], after: [{ suffix, sql, release: releases.next }] }
      : null,
  }
}

/** The statement with CONCURRENTLY and without IF NOT EXISTS, which would take a failed build for the index. */
function concurrentCreation({ statement }: StatementAt): string | null {
  const tokens = tokensOf(statement)
  const at = tokens.findIndex(({ text }) => /^index$/i.test(text))
  const index = tokens[at]
  if (!index) return null
  let next = at + 1
  if (/^concurrently$/i.test(tokens[next]?.text ?? '')) next++
  if (/^if$/i.test(tokens[next]?.text ?? '') && /^not$/i.test(tokens[next + 1]?.text ?? '')) next += 3
  const rest = tokens[next]
  if (!rest) return null
  return `${statement.text.slice(0, index.end)} CONCURRENTLY ${statement.text.slice(rest.start)}`
}

/** An index is in the schema of its table. */
function indexSql({ relation }: IndexStmt, name: string): string {
  return relation ? relationSql({ ...relation, relname: name }) : quoteIdent(name)
}
