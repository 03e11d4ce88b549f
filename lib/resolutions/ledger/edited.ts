import type { LedgerRow, MigrationFile } from '../../domain/migration'
import type { Trouble } from '../../domain/resolution'
import type { ShadowRequest } from '../../engines/engine'
import type { ResolvingPorts, Situation } from '../situation'
import { type AppliedHistory, appliedHistory } from './applied-history'
import { compareTexts } from './edited/compare-texts'
import { editedTrouble } from './edited/edited-trouble'
import { builds, shadowRequest } from './shadow-of'

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
      request: shadowRequest(situation),
    })
  }
  const [first] = cases
  if (!first) return []
  const built = await builds(ports, situation, first.history.scripts)
  const troubles: Trouble[] = []
  for (const [index, edited] of cases.entries()) {
    const texts = await compareTexts(ports, situation, edited, built, index < most)
    troubles.push(await editedTrouble(ports, situation, edited, texts))
  }
  return troubles
}
