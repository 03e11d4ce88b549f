import type { IgnoreComment } from '../../domain/analysis'
import type { Finding } from '../../domain/finding'
import { suggest } from '../../domain/suggest'
import { createPlaces } from '../findings/places'
import type { AnalysisSettings, MigrationAt, RuleMeta } from '../rule'
import { rules } from '../rules/rules'
import { type Ignore, readIgnores } from './read-ignores'

export interface Ignores {
  standing: Finding[]
  ignored: { finding: Finding; comment: IgnoreComment }[]
  unused: (IgnoreComment & { why: string })[]
}

/**
 * Takes back the findings that a comment names, with a reason: above their statement, within it, at the end of its line,
 * or for the whole script. What does not parse cannot be taken back.
 */
export function applyIgnores(migration: MigrationAt, found: Finding[]): Ignores {
  const ignores = readIgnores(migration, createPlaces(migration.sql))
  if (ignores.length === 0) return { standing: found, ignored: [], unused: [] }
  const wrong = new Map(ignores.map((ignore) => [ignore, whyWrong(ignore)]))
  const valid = ignores.filter((ignore) => wrong.get(ignore) === null)
  const used = new Set<Ignore>()
  const refused = new Set<Ignore>()
  const standing: Finding[] = []
  const ignored: Ignores['ignored'] = []
  for (const finding of found) {
    const by = valid.filter((ignore) => matches(ignore, finding))
    const [first] = by
    const stands = migration.settings.gated === true && finding.severity === 'danger'
    for (const each of by) (stands ? refused : used).add(each)
    if (first && !stands) ignored.push({ finding, comment: first.comment })
    else standing.push(finding)
  }
  const unused = ignores.flatMap((ignore) => {
    const why = wrong.get(ignore) ?? (used.has(ignore) ? null : whyUnused(ignore))
    return why === null ? [] : [{ ...ignore.comment, why }]
  })
  return { standing, ignored, unused }

  function whyUnused(ignore: Ignore): string | null {
    if (refused.has(ignore)) return notForDangers
    return whyMatchless(ignore, migration.settings)
  }
}

const notForDangers =
  'A comment takes no danger back on a plan: somebody who may do so accepts it there, with a reason.'

function matches({ comment, scope }: Ignore, finding: Finding): boolean {
  return comment.rule === finding.rule && (scope === 'script' || scope === finding.statement)
}

const unparsable = 'syntax-error'

/** Why it never counts; null: it may. */
function whyWrong({ comment: { rule, reason }, scope }: Ignore): string | null {
  const word = scope === 'script' ? 'headgate-ignore-file' : 'headgate-ignore'
  if (rule === '') return `${word} names no rule: write -- ${word} <rule>: why.`
  if (rule === unparsable) return 'What does not parse cannot be ignored.'
  const ids = rules.map(({ meta }) => meta.id)
  if (!ids.includes(rule)) {
    const meant = suggest(rule, ids)
    return `There is no rule ${rule}.${meant ? ` Did you mean ${meant}?` : ''}`
  }
  if (reason === '') return `It gives no reason: write -- ${word} ${rule}: why.`
  return null
}

/** Null: this analysis did not look for it. */
function whyMatchless({ comment: { rule }, scope }: Ignore, settings: AnalysisSettings): string | null {
  const meta = rules.find((each) => each.meta.id === rule)?.meta
  if (meta && !isLookedFor(meta, settings)) return null
  if (scope === null) return `No statement follows that ${rule} could be about.`
  return `${rule} finds nothing ${scope === 'script' ? 'in this script' : 'in its statement'}.`
}

function isLookedFor(
  { family, versions }: RuleMeta,
  { postgres, hygiene, guarded, live }: AnalysisSettings,
): boolean {
  if (family === 'hygiene' && !hygiene) return false
  if (family === 'timeout' && guarded) return false
  if (family === 'fails_on_data' && !live) return false
  return postgres >= (versions?.from ?? 0) && postgres <= (versions?.to ?? 99)
}
