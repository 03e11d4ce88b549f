import type { Node, RangeVar } from 'libpg-query'
import type { Cost, LockMode, RelationLock, Work } from '../../domain/finding'
import type { SchemaModel } from '../model/model'
import type { Effect, StatementFacts } from './facts'
import type { FactsContext } from './facts-of'
import { isStronger } from './harm'
import { findIndexByKey } from './names'
import { namesOfWith } from './with-names'

/** Takes down what a statement does, while its tree is read. */
export interface Gather {
  context: FactsContext
  schema: SchemaModel
  /** Major version. */
  postgres: number
  /** It means a query of WITH that stands further out in the statement. */
  isOfWith(relation: RangeVar): boolean
  /** What follows belongs to this command of an ALTER TABLE; null: to the statement. */
  command(index: number | null): void
  /** The kind is that of the model, or what is given, or a table. */
  lock(key: string, mode: LockMode, kind?: RelationLock['kind']): void
  work(cost: Exclude<Cost, 'instant'>, table: string, index?: string): void
  because(why: string): void
  refuse(why: string): void
  opaque(): void
  facts(): StatementFacts
}

export function createGather(context: FactsContext, tree: Node | null): Gather {
  const { schema } = context
  const effects = new Map<number | null, Effect>()
  let current: number | null = null
  let ofWith: Set<RangeVar> | null = null
  let isOpaque = false
  let refused: string | null = null

  const effect = (): Effect => {
    const known = effects.get(current)
    if (known) return known
    const made: Effect = { command: current, locks: [], work: [], because: null }
    effects.set(current, made)
    return made
  }
  const isFresh = (key: string) => context.isFresh(relationOf(schema, key))
  const isIndexFresh = (key: string) => {
    const found = findIndexByKey(schema, key)
    return found !== null && (context.isFresh(found.index) || isFresh(found.table))
  }

  return {
    context,
    schema,
    postgres: context.postgres,
    isOfWith: (relation) => {
      ofWith ??= namesOfWith(tree)
      return ofWith.has(relation)
    },
    command(index) {
      current = index
      effect()
    },
    lock(key, mode, kind) {
      const fresh = kind === 'index' ? isIndexFresh(key) : isFresh(key)
      const lock = { relation: key, kind: kind ?? kindOf(schema, key), mode, fresh }
      addLock(effect().locks, lock)
    },
    work(cost, table, index) {
      const { work } = effect()
      if (work.some((other) => other.cost === cost && other.table === table && other.index === index)) return
      work.push({ cost, table, ...(index === undefined ? {} : { index }), fresh: isFresh(table) })
    },
    because(why) {
      effect().because ??= why
    },
    refuse(why) {
      refused ??= why
    },
    opaque() {
      isOpaque = true
    },
    facts() {
      // An ALTER TABLE does nothing beside its commands.
      const all = [...effects.values()].filter(({ command }) => command !== null || effects.size === 1)
      const locks: RelationLock[] = []
      for (const lock of all.flatMap((each) => each.locks)) addLock(locks, { ...lock })
      return {
        effects: all,
        locks,
        work: eachOnce(all.flatMap(({ work }) => work)),
        opaque: isOpaque,
        refused,
      }
    },
  }
}

function eachOnce(work: Work[]): Work[] {
  return work.filter(
    (each, place) =>
      work.findIndex(
        ({ cost, table, index }) => cost === each.cost && table === each.table && index === each.index,
      ) === place,
  )
}

/** Keeps the strongest for each relation. */
function addLock(locks: RelationLock[], lock: RelationLock): void {
  const same = locks.find(({ relation, kind }) => relation === lock.relation && kind === lock.kind)
  if (!same) locks.push(lock)
  else if (isStronger(lock.mode, same.mode)) same.mode = lock.mode
}

function relationOf(schema: SchemaModel, key: string) {
  return schema.tables.get(key) ?? schema.views.get(key) ?? schema.sequences.get(key) ?? null
}

function kindOf(schema: SchemaModel, key: string): RelationLock['kind'] {
  const view = schema.views.get(key)
  if (view) return view.materialized ? 'materialized view' : 'view'
  return !schema.tables.has(key) && schema.sequences.has(key) ? 'sequence' : 'table'
}
