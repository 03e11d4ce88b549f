import { catalogFingerprint } from '../../domain/catalog-fingerprint'
import type { Resolution, ResolutionKind, Way } from '../../domain/resolution'
import { ledgerStateFingerprint } from '../../domain/resolution-fingerprint'
import { planSegments } from '../../sql/segments'
import type { Situation } from '../situation'

type Told = 'kind' | 'trouble' | 'migration' | 'title' | 'does' | 'proof' | 'takeBack' | 'next'
type Optional = 'warnings' | 'files' | 'ledger' | 'after'

export type Draft = Pick<Resolution, Told> &
  Partial<Pick<Resolution, Optional>> & {
    /** SQL for the environment. */
    sql?: string
  }

/** A resolution on the situation as it was read. Where `after` is left out, the schema stays as it is. */
export function draftResolution(situation: Situation, { sql, ...draft }: Draft): Resolution {
  const schemaFingerprint = catalogFingerprint(situation.catalog)
  return {
    format: 1,
    warnings: [],
    files: [],
    ledger: [],
    after: schemaFingerprint,
    ...draft,
    base: { schemaFingerprint, ledger: ledgerStateFingerprint(situation.ledger.rows) },
    work: sql === undefined ? null : workOf(sql),
  }
}

function workOf(sql: string): Resolution['work'] {
  const { mode, statements, segments } = planSegments(sql)
  return segments.length === 0 ? null : { sql, mode, statements, segments }
}

export function possible(resolution: Resolution, recommended = false): Way {
  const { kind, title } = resolution
  return { kind, title, recommended, resolution, impossibleBecause: [] }
}

export function impossible(kind: ResolutionKind, title: string, impossibleBecause: string[]): Way {
  return { kind, title, recommended: false, resolution: null, impossibleBecause }
}

/** The best first, then what is possible, then what is not. Of several that claim to be the best, the first is. */
export function inOrder(ways: Way[]): Way[] {
  const rank = (way: Way) => (way.resolution === null ? 2 : way.recommended ? 0 : 1)
  let taken = false
  return [...ways]
    .sort((a, b) => rank(a) - rank(b))
    .map((way) => {
      const recommended = way.recommended && way.resolution !== null && !taken
      taken ||= recommended
      return { ...way, recommended }
    })
}
