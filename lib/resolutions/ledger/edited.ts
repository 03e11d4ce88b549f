import type { Catalog } from '../../domain/catalog'
import type { Result } from '../../domain/failure'
import type { LedgerRow, MigrationFile } from '../../domain/migration'
import type { Trouble } from '../../domain/resolution'
import type { ShadowRequest } from '../../engines/engine'
import { onScratch } from '../../engines/planning/scratch'
import type { ResolvingPorts, Situation } from '../situation'
import { type AppliedHistory, appliedHistory } from './applied-history'
import { compareTexts } from './edited/compare-texts'
import { editedTrouble } from './edited/edited-trouble'

export interface EditedCase {
  name: string
  row: LedgerRow
  file: MigrationFile
  old: { sql: string; from: string } | null
  history: AppliedHistory
  request: ShadowRequest
}

/** More than these are not replayed one by one. */
const most = 20

/**
 * Migrations whose file was changed after they were applied: what the change means for the schema, and the ways to
 * take it back, to accept it, or to make it a migration of its own.
 */
export async function explainEdited(ports: ResolvingPorts, situation: Situation): Promise<Trouble[]> {
  const { question, statuses } = situation
  const files = new Map(question.revision.migrations.map((file) => [file.name, file]))
  const cases: EditedCase[] = []
  for (const { name, state, row } of statuses) {
    const file = files.get(name)
    if (state !== 'edited' || !row || !file) continue
    cases.push({
      name,
      row,
      file,
      old: await question.past.text(name, row.checksum),
      history: await appliedHistory(situation),
      request: { url: question.url, givenUrl: question.shadowUrl },
    })
  }
  const [first] = cases
  if (!first) return []
  const built = await asApplied(ports, first)
  const troubles: Trouble[] = []
  for (const [index, edited] of cases.entries()) {
    const texts = await compareTexts(ports, situation, edited, built, index < most)
    troubles.push(await editedTrouble(ports, situation, edited, texts))
  }
  return troubles
}

/** The schema that the history as it was applied builds. */
function asApplied(
  { database, shadows }: ResolvingPorts,
  { request, history }: EditedCase,
): Promise<Result<Catalog>> {
  return onScratch({ database, shadows }, request, history.scripts, ({ catalog }) => catalog())
}
