import type { AlterTableCmd } from 'libpg-query'
import type { AnalysisSettings, Rule } from '../rule'
import { rules } from '../rules/rules'

/** Which rules are to be asked about what: most have nothing to say to most statements. */
export interface AskedRules {
  /** About a statement. */
  of(node: string, commands: readonly AlterTableCmd[]): readonly Rule[]
  /** At the end of a script with these nodes and commands. */
  after(names: ReadonlySet<string>): readonly Rule[]
}

export function askedRules(settings: AnalysisSettings): AskedRules {
  const on = rules.filter((rule) => isOn(rule, settings))
  const enders = on.filter((rule) => rule.end)
  const known = new Map<string, Rule[]>()
  return {
    of(node, commands) {
      const subtypes = node === 'AlterTableStmt' ? [...new Set(commands.map(subtypeOf))].sort() : []
      const key = `${node} ${subtypes.join(' ')}`
      const before = known.get(key)
      if (before) return before
      const asked = on.filter((rule) => wants(rule, node, subtypes))
      known.set(key, asked)
      return asked
    },
    after: (names) =>
      enders.filter(({ endsAfter }) => !endsAfter || endsAfter.some((name) => names.has(name))),
  }
}

export function subtypeOf({ subtype }: AlterTableCmd): string {
  return subtype ?? ''
}

function wants({ check, nodes, commands }: Rule, node: string, subtypes: string[]): boolean {
  if (!check || !(nodes.includes(node) || nodes.includes('*'))) return false
  return node !== 'AlterTableStmt' || !commands || subtypes.some((subtype) => commands.includes(subtype))
}

function isOn({ meta }: Rule, settings: AnalysisSettings): boolean {
  const { from = 0, to = 99 } = meta.versions ?? {}
  if (settings.postgres < from || settings.postgres > to) return false
  return meta.family !== 'hygiene' || settings.hygiene
}
