import { fail, ok, type Result } from '../../domain/failure'
import type { Finding } from '../../domain/finding'
import { suggest } from '../../domain/suggest'

export interface Wanted {
  rules: string[]
  findings: string[]
}

/** Of `--rule` and `--finding`; nothing named means all. The ids stand in the text and in the answer of `--dry-run`. */
export function chooseFindings(migration: string, { rules, findings: ids }: Wanted) {
  if (rules.length + ids.length === 0) return 'all' as const
  return (all: Finding[]): Result<Finding[]> => {
    const writable = all.filter(({ recipe }) => recipe?.rewrite)
    const unknownRule = rules.find((rule) => all.every((each) => each.rule !== rule))
    if (unknownRule !== undefined)
      return missing(
        `No finding of the rule ${unknownRule}`,
        unknownRule,
        all.map(({ rule }) => rule),
      )
    const unknownId = ids.find((id) => all.every((each) => each.id !== id && shortId(each) !== id))
    if (unknownId !== undefined) return missing(`No finding ${unknownId}`, unknownId, writable.map(shortId))
    return ok(
      all.filter((each) => rules.includes(each.rule) || ids.includes(each.id) || ids.includes(shortId(each))),
    )
  }

  function missing(what: string, typed: string, known: string[]): Result<never> {
    const there = [...new Set(known)]
    const meant = suggest(typed, there)
    const others = there.length === 0 ? 'nothing' : there.join(', ')
    const why = `${what} is in ${migration}.${meant ? ` Did you mean ${meant}?` : ` There is: ${others}.`}`
    return fail('usage_wrong', why, { next: 'headgate safe --help' })
  }
}

/** Within its migration: `RULE:STATEMENT:N`. */
export function shortId({ id, rule, migration }: Finding): string {
  return id.replace(`${rule}:${migration}:`, `${rule}:`)
}
