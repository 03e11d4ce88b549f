import type { Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import type { MigrationAt, Walked } from '../rule'

/** What a statement makes of `lock_timeout`, in milliseconds; 0: off. Null: it leaves it alone. */
export interface LockTimeout {
  milliseconds: number
  /** It ends with the transaction. */
  local: boolean
}

export function lockTimeoutOf(tree: Node | null): LockTimeout | null {
  const set = tree && nodeOf(tree, 'VariableSetStmt')
  if (set?.kind === 'VAR_RESET_ALL') return { milliseconds: 0, local: false }
  if (set) {
    if (set.name?.toLowerCase() !== 'lock_timeout') return null
    const [value] = set.args ?? []
    const milliseconds = set.kind === 'VAR_SET_VALUE' ? millisecondsOf(value) : 0
    return { milliseconds: milliseconds ?? 0, local: set.is_local === true }
  }
  return ofFunction(tree)
}

/** The timeout that holds just before a statement; null: the script has set none. */
export function lockTimeoutAt({ walked }: Pick<MigrationAt, 'walked'>, index: number): number | null {
  let session: number | null = null
  let local: TimeoutSet | null = null
  for (const set of timeoutsOf(walked)) {
    if (set.statement >= index) break
    if (set.local) local = set
    else {
      session = set.milliseconds
      local = null
    }
  }
  const here = walked[index]?.transaction
  return local && local.transaction !== null && local.transaction === here ? local.milliseconds : session
}

interface TimeoutSet extends LockTimeout {
  statement: number
  transaction: number | null
}

/** A list of walked statements only grows, and each of them may ask. */
const known = new WeakMap<readonly Walked[], { seen: number; sets: TimeoutSet[] }>()

function timeoutsOf(walked: readonly Walked[]): TimeoutSet[] {
  const told = known.get(walked) ?? { seen: 0, sets: [] }
  known.set(walked, told)
  for (; told.seen < walked.length; told.seen++) {
    const { tree, transaction } = walked[told.seen] as Walked
    const set = lockTimeoutOf(tree)
    if (set) told.sets.push({ ...set, statement: told.seen, transaction })
  }
  return told.sets
}

/** `set_config('lock_timeout', '5s', true)`. */
function ofFunction(tree: Node | null): LockTimeout | null {
  for (const node of (tree && nodeOf(tree, 'SelectStmt')?.targetList) ?? []) {
    const value = nodeOf(node, 'ResTarget')?.val
    const call = value && nodeOf(value, 'FuncCall')
    const name = call?.funcname?.at(-1)
    if (!name || nodeOf(name, 'String')?.sval !== 'set_config') continue
    const [setting, time, local] = (call?.args ?? []).map((arg) => nodeOf(arg, 'A_Const'))
    if (setting?.sval?.sval?.toLowerCase() !== 'lock_timeout') continue
    return {
      milliseconds: inMilliseconds(time?.sval?.sval ?? '') ?? 0,
      local: local?.boolval?.boolval === true,
    }
  }
  return null
}

function millisecondsOf(node: Node | undefined): number | null {
  const constant = node && nodeOf(node, 'A_Const')
  if (constant?.ival) return constant.ival.ival ?? 0
  return inMilliseconds(constant?.sval?.sval ?? '')
}

const units: Record<string, number> = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 }

function inMilliseconds(text: string): number | null {
  const [, number, unit = 'ms'] = /^\s*([\d.]+)\s*(us|ms|s|min|h|d)?\s*$/.exec(text) ?? []
  return number === undefined ? null : Number(number) * (units[unit] ?? 1)
}
