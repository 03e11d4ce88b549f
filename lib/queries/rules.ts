import 'server-only'
import { type FindingFamily, findingFamilies, severities } from '../domain/finding'
import type { RuleView } from '../domain/rule-view'
import type { PaletteEntry } from '../domain/shell-view'
import type { RuleMeta } from '../risk/rule'
import { rules } from '../risk/rules/rules'

/** The rules of the analysis by family, those that matter most first. They are facts of the program: nobody is asked for. */
export function listRules(text: string): { family: FindingFamily; rules: RuleView[] }[] {
  const wanted = text.trim().toLowerCase()
  const views = rules
    .map(({ meta }) => toView(meta))
    .filter((rule) =>
      `${rule.id} ${rule.title} ${rule.why} ${rule.lock ?? ''}`.toLowerCase().includes(wanted),
    )
    .sort(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) || a.title.localeCompare(b.title),
    )
  return findingFamilies
    .map((family) => ({ family, rules: views.filter((rule) => rule.family === family) }))
    .filter((group) => group.rules.length > 0)
}

/** Null: there is no such rule. */
export function readRule(id: string): RuleView | null {
  const rule = rules.find(({ meta }) => meta.id === id)
  return rule ? toView(rule.meta) : null
}

export function rulePaletteEntries(): PaletteEntry[] {
  return rules.map(({ meta: { id, title } }) => ({
    kind: 'rule',
    label: title || id,
    note: id,
    href: `/rules/${id}`,
  }))
}

function toView({ versions, ...meta }: RuleMeta): RuleView {
  return { ...meta, title: meta.title || meta.id, versions: versionWords(versions) }
}

function versionWords(versions: RuleMeta['versions']): string | null {
  if (!versions) return null
  const { from, to } = versions
  if (from && to) return from === to ? `PostgreSQL ${from}` : `PostgreSQL ${from} to ${to}`
  return from ? `PostgreSQL ${from} and newer` : `PostgreSQL ${to} and older`
}
