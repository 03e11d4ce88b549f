import { fail, ok, type Result } from '../../domain/failure'
import type { Resolution, ResolutionKind, Trouble, Way } from '../../domain/resolution'
import { suggest } from '../../domain/suggest'
import { shellWord } from '../shell-word'
import { flagOf, resolutionKinds, wayFlags } from './way-flags'

/** What was typed: a migration, a kind of way, or the number of one as it is shown. */
export interface Wanted {
  migration: string | null
  way: ResolutionKind | number | 'recommended' | null
}

type Values = Record<string, unknown>

/** Fails with `usage_wrong`. */
export function readWanted(values: Values, positionals: string[]): Result<Wanted> {
  const flags = resolutionKinds.filter((kind) => values[wayFlags[kind].flag] === true)
  const named = typeof values.way === 'string' ? readWay(values.way) : null
  if (named && !named.ok) return named
  const ways = [
    ...flags,
    ...(named ? [named.value] : []),
    ...(values.recommended === true ? ['recommended' as const] : []),
  ]
  if (ways.length > 1) return fail('usage_wrong', 'One way at a time: more than one is named.')
  return ok({ migration: positionals[0] ?? null, way: ways[0] ?? null })
}

function readWay(text: string): Result<ResolutionKind | number> {
  if (/^[1-9]\d*$/.test(text)) return ok(Number(text))
  const kind = resolutionKinds.find((each) => each === text || wayFlags[each].flag === text)
  if (kind) return ok(kind)
  const known = resolutionKinds.map((each) => wayFlags[each].flag)
  const meant = suggest(text, known)
  return fail(
    'usage_wrong',
    `There is no way ${text}.${meant ? ` Did you mean ${meant}?` : ` There are ${known.join(', ')}.`}`,
  )
}

/** Troubles of one migration, or all. Fails with `usage_wrong` for a name without trouble. */
export function troublesOf(troubles: Trouble[], migration: string | null): Result<Trouble[]> {
  if (migration === null) return ok(troubles)
  const own = troubles.filter((trouble) => trouble.migration === migration)
  if (own.length > 0) return ok(own)
  const named = troubles.flatMap((trouble) => trouble.migration ?? [])
  const meant = named.find((name) => name.includes(migration)) ?? suggest(migration, named)
  return fail('usage_wrong', `${migration} has no trouble.${meant ? ` Did you mean ${meant}?` : ''}`, {
    next: 'headgate resolve lists what there is.',
  })
}

/** The one way that was meant. Fails with `usage_wrong`, `resolution_impossible`. */
export function chooseWay(troubles: Trouble[], wanted: Wanted): Result<Resolution> {
  const found = troubles.flatMap((trouble) => matching(trouble, wanted).map((way) => ({ trouble, way })))
  const anywhere = found.filter(({ way }) => way.resolution !== null)
  // Without a name, what concerns the whole database is meant where that has such a way.
  const whole = anywhere.filter(({ trouble }) => wanted.migration === null && trouble.migration === null)
  const possible = whole.length > 0 ? whole : anywhere
  const [first, ...others] = possible
  const place = wanted.migration ?? 'this database'
  if (first?.way.resolution) {
    const ambiguous = others.some(({ trouble }) => trouble !== first.trouble)
    if (!ambiguous) return ok(first.way.resolution)
    const names = [...new Set(possible.map(({ trouble }) => trouble.migration ?? 'the database'))]
    return fail('usage_wrong', `Which one? It is a way out for ${names.join(', ')}.`, {
      next: `headgate resolve NAME ${wordOf(wanted)}`,
    })
  }
  if (found.length > 0) {
    const because = found.flatMap(({ way }) => way.impossibleBecause).join(' ')
    return fail('resolution_impossible', because, { next: nextOf(troubles) })
  }
  const offered = [...new Set(troubles.flatMap(({ ways }) => ways.map(({ kind }) => flagOf(kind))))]
  const instead =
    offered.length > 0 ? ` There ${offered.length === 1 ? 'is' : 'are'} ${offered.join(', ')}.` : ''
  return fail('usage_wrong', `${wordOf(wanted)} is no way out for ${place}.${instead}`, {
    next: nextOf(troubles),
  })
}

function matching({ ways }: Trouble, { way }: Wanted): Way[] {
  if (typeof way === 'number') return ways.slice(way - 1, way)
  if (way === 'recommended') return ways.filter(({ recommended }) => recommended)
  return ways.filter(({ kind }) => kind === way)
}

export function wordOf({ way }: Wanted): string {
  if (way === null) return ''
  if (typeof way === 'number') return `--way ${way}`
  return way === 'recommended' ? '--recommended' : flagOf(way)
}

function nextOf(troubles: Trouble[]): string {
  const best = troubles.flatMap((trouble) =>
    trouble.ways.filter(({ recommended }) => recommended).map((way) => commandOf(trouble, way)),
  )
  return best[0] ?? 'headgate resolve lists the ways out.'
}

/** The command line that takes a way. A second way of the same kind is told by its number. */
export function commandOf({ migration, ways }: Pick<Trouble, 'migration' | 'ways'>, way: Way): string {
  const same = ways.filter(({ kind, resolution }) => kind === way.kind && resolution !== null)
  const word = same.length > 1 && same[0] !== way ? `--way ${ways.indexOf(way) + 1}` : flagOf(way.kind)
  const name = migration === null ? null : shellWord(migration)
  return ['headgate resolve', name, word].filter(Boolean).join(' ')
}
