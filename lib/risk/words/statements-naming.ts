import type { ParsedStatement } from '../../sql/parse'
import type { StatementAt } from '../rule'
import { namesIn } from './tokens'

/** The later statements of the script that name it, whatever it stands for there. */
export function laterNaming({ migration, statement }: Given, name: string): ParsedStatement[] {
  return (naming(migration.statements).get(name) ?? []).filter(({ index }) => index > statement.index)
}

export function isNamedBefore({ migration, statement }: Given, name: string): boolean {
  const [first] = naming(migration.statements).get(name) ?? []
  return first !== undefined && first.index < statement.index
}

type Given = Pick<StatementAt, 'migration' | 'statement'>

/** By script: it may have thousands of statements, and each may ask for all others that name its table. */
const known = new WeakMap<readonly ParsedStatement[], Map<string, ParsedStatement[]>>()

function naming(statements: readonly ParsedStatement[]): Map<string, ParsedStatement[]> {
  const before = known.get(statements)
  if (before) return before
  const found = new Map<string, ParsedStatement[]>()
  for (const statement of statements) {
    for (const name of namesIn(statement)) {
      const same = found.get(name)
      if (same) same.push(statement)
      else found.set(name, [statement])
    }
  }
  known.set(statements, found)
  return found
}
