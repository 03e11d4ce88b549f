import type { Catalog, CatalogChange } from '../../../domain/catalog'
import { catalogDelta } from '../../../domain/catalog-delta'
import type { Result } from '../../../domain/failure'
import { splitScript } from '../../../sql/parse'
import type { ResolvingPorts, Situation } from '../../situation'
import type { EditedCase } from '../edited'
import { sameStatements } from '../same-statements'
import { builds } from '../shadow-of'
import { mayTouchRows } from '../touches-rows'
import { failureWords } from '../words'

/** What an edit means. */
export interface ComparedTexts {
  /** Only comments, blanks or line ends differ. */
  sameStatements: boolean
  /** From what the old text builds to what the new one builds, at the end of the history; null: unknown, see `why`. */
  effect: CatalogChange[] | null
  /** Where the live schema stands in what the texts build differently. */
  live: 'as before' | 'as edited' | 'neither' | 'same'
  /** How the live schema differs from what the files as they are now build; null: not known. */
  beyond: CatalogChange[] | null
  /** The statements that may change rows are not the same. */
  rowsDiffer: boolean
  why: string | null
}

const unknown: ComparedTexts = {
  sameStatements: false,
  effect: null,
  live: 'neither',
  beyond: null,
  rowsDiffer: false,
  why: null,
}

/** `asApplied`: the schema that the history as it was applied builds. */
export async function compareTexts(
  ports: ResolvingPorts,
  situation: Situation,
  { name, file, old, history }: EditedCase,
  asApplied: Result<Catalog>,
  worthReplaying: boolean,
): Promise<ComparedTexts> {
  const { catalog } = situation
  const rowsDiffer = old !== null && rowStatements(old.sql) !== rowStatements(file.sql)
  if (old !== null && sameStatements(old.sql, file.sql)) {
    const beyond = asApplied.ok ? catalogDelta(asApplied.value, catalog) : null
    return { ...unknown, sameStatements: true, effect: [], live: 'same', beyond }
  }
  if (!asApplied.ok) return { ...unknown, rowsDiffer, why: failureWords(asApplied.failure) }
  // Where nobody knows the old text, the history was replayed with the new one.
  if (old === null) return { ...unknown, beyond: catalogDelta(asApplied.value, catalog) }
  if (!worthReplaying) {
    const why = 'Too many migrations were edited for each to be replayed; resolve some, and look again.'
    return { ...unknown, rowsDiffer, why }
  }
  const edited = history.scripts.map((script) =>
    script.name === name ? { ...script, sql: file.sql } : script,
  )
  const now = await builds(ports, situation, edited)
  if (!now.ok) {
    return {
      ...unknown,
      rowsDiffer,
      why: `With the file as it is now, no fresh database can be built. ${failureWords(now.failure)}`,
    }
  }
  const effect = catalogDelta(asApplied.value, now.value)
  return {
    sameStatements: false,
    effect,
    live: standing(effect, catalog),
    beyond: catalogDelta(now.value, catalog),
    rowsDiffer,
    why: null,
  }
}

function standing(effect: CatalogChange[], live: Catalog): ComparedTexts['live'] {
  if (effect.length === 0) return 'same'
  if (effect.every(({ key, after }) => (live[key] ?? null) === after)) return 'as edited'
  if (effect.every(({ key, before }) => (live[key] ?? null) === before)) return 'as before'
  return 'neither'
}

function rowStatements(sql: string): string {
  const statements = splitScript(sql).statements.filter(mayTouchRows)
  return JSON.stringify(statements.map(({ text }) => text.replace(/\s+/g, ' ')))
}
