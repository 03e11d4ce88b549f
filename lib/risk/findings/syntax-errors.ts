import type { Finding } from '../../domain/finding'
import type { MigrationAt } from '../rule'
import type { Places } from './places'

/** A finding for each statement that PostgreSQL's parser refuses. */
export function syntaxErrors({ statements, name }: MigrationAt, places: Places): Finding[] {
  return statements.flatMap((statement): Finding[] => {
    const { error } = statement
    if (!error) return []
    return [
      {
        id: `syntax-error:${name}:${statement.index}:0`,
        rule: 'syntax-error',
        severity: 'danger',
        family: 'transaction',
        title: `Does not parse: ${error.message}`,
        reason: 'PostgreSQL refuses the script here, and nothing can be said about what this statement does.',
        migration: name,
        statement: statement.index,
        start: error.position,
        end: Math.max(error.position, statement.end),
        ...places(error.position),
        tables: [],
        locks: [],
        cost: 'instant',
        blocks: 'nothing',
        dataLoss: 'none',
        breaksApp: false,
        versions: null,
        recipe: null,
        probes: [],
      },
    ]
  })
}
