import type { Probe } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import { columnsIn } from '../../model/expressions'
import { askedTable } from '../../probes/asked-table'
import { duplicatesProbe, type UniqueKey } from '../../probes/duplicates'
import { rowsProbe } from '../../probes/rows'
import type { Draft, Rule, RuleMeta, StatementAt } from '../../rule'
import { askable } from '../../tables/askable'
import { fillOf } from '../../tables/filled-columns'
import { mendedBefore } from '../../tables/mended-before'
import { namesBefore } from '../../tables/names-before'
import { type OldTable, oldTable } from '../../tables/old-table'
import { isProvedUnique } from '../../tables/proved-unique'
import { schemaAfter } from '../../tables/schema-after'
import { sqlOf } from '../../words/expressions'
import { inWords } from '../../words/names'
import { type AddedKey, keysAdded } from './added-keys'

const meta: RuleMeta = {
  id: 'unique-on-duplicates',
  title: 'Making values unique that may occur more than once',
  family: 'fails_on_data',
  severity: 'warning',
  lock: null,
  cost: 'index build',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'A unique index or constraint on a table that holds rows fails as soon as two of them agree, after all the work of building it, and with it the whole deploy. A concurrent build leaves an invalid index behind that slows every write.',
  safe: [
    {
      what: 'Look for duplicates.',
      sql: 'SELECT email, count(*) FROM users GROUP BY email HAVING count(*) > 1;',
    },
    {
      what: 'Merge or delete them in a migration before this one, and stop the application from writing new ones.',
    },
  ],
}

export const uniqueOnDuplicates: Rule = {
  meta,
  nodes: ['AlterTableStmt', 'IndexStmt'],
  commands: ['AT_AddColumn', 'AT_AddConstraint'],
  check(at) {
    const relation = (nodeOf(at.tree, 'IndexStmt') ?? nodeOf(at.tree, 'AlterTableStmt'))?.relation
    const old = oldTable(at, relation)
    return old ? keysAdded(at).flatMap((key) => judged(at, old, key)) : []
  },
}

function judged(at: StatementAt, old: OldTable, key: AddedKey): Draft[] {
  const columns = key.parts.flatMap((part) => ('column' in part ? [part.column] : columnsIn(part.expression)))
  const plain = key.parts.flatMap((part) => ('column' in part ? [part.column] : []))
  const before = namesBefore(at, old.key, plain).at(-1)
  // What the script has just dropped kept the values unique as well.
  const tables = [
    [old.table, plain] as const,
    [at.migration.before.tables.get(before?.key ?? '') ?? null, before?.columns ?? []] as const,
  ]
  if (tables.some(([table, names]) => isProvedUnique(table, names, key.nullsAreEqual))) return []
  if (mendedBefore(at, old.key, columns)) return []
  const filled = columns.map((name) => [name, fillInto(at, old, name, key)] as const)
  if (filled.some(([, fill]) => fill === 'own')) return []
  const same = new Set(filled.flatMap(([name, fill]) => (fill === 'same' ? [name] : [])))
  const rest = columns.filter((name) => !same.has(name))
  if (rest.length === 0 && same.size > 0) return [sameEverywhere(at, old, key, [...same])]
  const names = inWords([
    ...new Set(
      key.parts.flatMap((part) =>
        'column' in part
          ? [part.column]
          : (sqlOf(at.statement, part.expression)?.replace(/\s+/g, ' ') ?? columnsIn(part.expression)),
      ),
    ),
  ])
  return [
    {
      title: `Fails if two rows of ${old.name} agree in ${names}`,
      reason: `${key.what[0]?.toUpperCase()}${key.what.slice(1)} is refused as soon as ${old.name} holds the same ${names} twice, and the deploy stops there.`,
      tables: [old.key],
      command: key.command,
      // It holds nobody up meanwhile, and what is not known may well be in order.
      ...(key.concurrent && !old.table?.complete ? { severity: 'notice' } : {}),
      probes: duplicates(at, old, key, same),
    },
  ]
}

/** What old rows hold in a column that the scripts or this very statement add; null: it is an old column. */
function fillInto(at: StatementAt, old: OldTable, name: string, key: AddedKey): 'same' | 'own' | null {
  const adds = at.commands.some(({ subtype }) => subtype === 'AT_AddColumn')
  const table = adds ? schemaAfter(at).tables.get(old.key) : old.table
  const found = table?.columns.get(name)
  if (!found || !at.isFresh(found)) return null
  const fill = fillOf(found, at.schema)
  // NULLs never agree. A column that must not be NULL and has no default fails by itself, before this.
  return fill === 'nothing' ? (key.nullsAreEqual && !found.notNull ? 'same' : 'own') : fill
}

function sameEverywhere(at: StatementAt, old: OldTable, key: AddedKey, columns: string[]): Draft {
  const names = inWords(columns)
  const table = askedTable(at.migration.before, old.key)
  const rows = rowsProbe(meta.id, table, 'fails', `Rows of ${old.name} beyond the first`)
  const probe = {
    ...rows,
    id: `${meta.id}:${old.key}(${columns.join(', ')})`,
    sql: rows.sql.replace('count(*) AS n', 'greatest(count(*) - 1, 0) AS n'),
  }
  return {
    title: `Fails if ${old.name} holds more than one row: all get the same ${names}`,
    reason: `${names} is new and its default puts one value into every row that is there, which ${key.what} then refuses.`,
    tables: [old.key],
    command: key.command,
    severity: 'danger',
    probes: askable(at, old.key, []) ? [probe] : [],
  }
}

function duplicates(at: StatementAt, old: OldTable, key: AddedKey, same: ReadonlySet<string>): Probe[] {
  const parts = key.parts.flatMap((part): UniqueKey['parts'][number][] => {
    if ('column' in part) return same.has(part.column) ? [] : [part]
    const expression = sqlOf(at.statement, part.expression)
    return [{ expression: expression ?? '' }]
  })
  const predicate = key.predicate ? sqlOf(at.statement, key.predicate) : null
  const columns = [
    ...parts.flatMap((part) => ('column' in part ? [part.column] : [])),
    ...key.parts.flatMap((part) => ('column' in part ? [] : columnsIn(part.expression))),
    ...columnsIn(key.predicate),
  ]
  const isText = parts.every((part) => 'column' in part || part.expression !== '')
  if (!isText || (key.predicate && predicate === null) || !askable(at, old.key, columns)) return []
  return [
    duplicatesProbe(meta.id, askedTable(at.migration.before, old.key), {
      parts,
      predicate,
      nullsAreEqual: key.nullsAreEqual,
    }),
  ]
}
