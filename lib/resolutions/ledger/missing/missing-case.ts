import type { Catalog } from '../../../domain/catalog'
import type { Result } from '../../../domain/failure'
import type { LedgerRow, MigrationFile } from '../../../domain/migration'
import { pendingStates } from '../../../domain/migration'
import { checksumMatches } from '../../../domain/migration-status'
import type { ShadowRequest } from '../../../engines/engine'
import type { ResolvingPorts, Situation } from '../../situation'
import { type AppliedHistory, appliedHistory } from '../applied-history'
import { builds, shadowRequest } from '../shadow-of'

/** An applied migration without a file. */
export interface MissingCase {
  name: string
  row: LedgerRow
  past: { sql: string; from: string } | null
  /** A pending file with the very same text: the folder got another name. */
  renamed: MigrationFile | null
}

/** All that are missing, and what the rest of the history builds. */
export interface MissingPicture {
  cases: MissingCase[]
  history: AppliedHistory
  request: ShadowRequest
  /** Files that wait for a deploy, oldest first; renamed ones are none of them. */
  pending: MigrationFile[]
  /** The schema that everything applied whose text is known builds. */
  built: Result<Catalog>
}

export async function missingPicture(
  ports: ResolvingPorts,
  situation: Situation,
): Promise<MissingPicture | null> {
  const { question, statuses } = situation
  const waiting = new Set(
    statuses.filter(({ state }) => pendingStates.includes(state)).map(({ name }) => name),
  )
  const pending = question.revision.migrations.filter(({ name }) => waiting.has(name))
  const cases: MissingCase[] = []
  for (const { name, state, row } of statuses) {
    if (state !== 'missing' || !row) continue
    const renamed = pending.find(
      (file) => checksumMatches(file, row.checksum) && !cases.some((other) => other.renamed === file),
    )
    const past = renamed ? null : await question.past.text(name, row.checksum)
    cases.push({
      name,
      row,
      past: renamed ? { sql: renamed.sql, from: renamed.name } : past,
      renamed: renamed ?? null,
    })
  }
  if (cases.length === 0) return null
  const history = withRenamed(await appliedHistory(situation), cases)
  return {
    cases,
    history,
    request: shadowRequest(situation),
    pending: pending.filter((file) => !cases.some(({ renamed }) => renamed === file)),
    built: await builds(ports, situation, history.scripts),
  }
}

/** A renamed folder is where the text is known from, although no revision of the past has it. */
function withRenamed(history: AppliedHistory, cases: MissingCase[]): AppliedHistory {
  const found = new Map(cases.flatMap(({ name, renamed }) => (renamed ? [[name, renamed.sql]] : [])))
  const back = history.lost.filter(({ name }) => found.has(name))
  if (back.length === 0) return history
  const scripts = [
    ...history.scripts,
    ...back.map((row) => ({ name: row.name, sql: found.get(row.name) ?? '', checksum: row.checksum, row })),
  ].sort((a, b) => compare(a.row.startedAt, b.row.startedAt) || compare(a.name, b.name))
  return {
    scripts,
    lost: history.lost.filter(({ name }) => !found.has(name)),
    doubts: history.doubts.filter((doubt) => !back.some(({ name }) => doubt.includes(name))),
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
