import { readFacts } from '../../../databases/postgres/definitions/facts'
import { ok } from '../../../domain/failure'
import type { MigrationFile } from '../../../domain/migration'
import { pendingStates } from '../../../domain/migration'
import type { Way } from '../../../domain/resolution'
import type { ResolvingPorts, Situation } from '../../situation'
import { completeSql } from '../complete-sql'
import { draftResolution, impossible, possible } from '../draft-resolution'
import type { EditedCase } from '../edited'
import { laterName, wordsOfName } from '../later-name'
import { onShadow } from '../shadow-of'
import { changesWords, failureWords } from '../words'
import type { ComparedTexts } from './compare-texts'

const title = 'Put the old text back, and make what the edit adds a new migration'

export async function splitWay(
  ports: ResolvingPorts,
  situation: Situation,
  edited: EditedCase,
  { effect, live, rowsDiffer }: ComparedTexts,
): Promise<Way> {
  const { name, old, file, request } = edited
  const { question, ledger, statuses } = situation
  const no = (...because: string[]) => impossible('split_edit', title, because)
  if (old === null) return no('The text with which it was applied is not known.')
  if (effect === null) return no('What the edit means for the schema could not be worked out.')
  if (effect.length === 0)
    return no('Both texts build the same schema: there is nothing that a migration could do.')
  if (live === 'as edited') return no('The live schema has what the edit adds already.')

  const pending = statuses.filter(({ state }) => pendingStates.includes(state)).map((status) => status.name)
  const waiting = question.revision.migrations.filter((each) => pending.includes(each.name))
  const before: MigrationFile[] = [...edited.history.scripts, ...waiting]
  const after = before.map((each) => (each.name === name ? { ...each, sql: file.sql } : each))
  const goal = await onShadow(ports, request, after, [], async ({ session, catalog }) => ({
    catalog: await catalog(),
    facts: await readFacts(session),
  }))
  if (!goal.ok) return no(failureWords(goal.failure))
  const diff = await ports.engine.diff(
    { url: null, shadow: request },
    { of: 'migrations', migrations: before },
    { of: 'migrations', migrations: after },
    question.revision.schemaFiles,
  )
  const completed = await completeSql(ports, {
    request,
    history: before,
    engine: diff.ok ? ok(diff.value.sql) : diff,
    goal: goal.value,
  })
  if (!completed.ok) return no(failureWords(completed.failure))
  const { sql, left } = completed.value
  if (left.length > 0) {
    return no(
      `Not all that the edit does can be made a migration automatically. To be written by hand: ${changesWords(left)}.`,
    )
  }
  const names = [...question.revision.migrations, ...ledger.rows].map((each) => each.name)
  const created = laterName(names, `${wordsOfName(name)}_edit`)
  return possible(
    draftResolution(situation, {
      kind: 'split_edit',
      trouble: 'edited',
      migration: name,
      title,
      does: [
        `Writes ${name}/migration.sql with its text from ${old.from}.`,
        `Writes ${created}/migration.sql: ${changesWords(effect)}.`,
        'The database is not touched.',
      ],
      proof: [
        'Tried on a shadow database: the history with the old text and then the new migration builds the same schema as the history with the edited text.',
      ],
      warnings: [
        `Databases to which the edited text was applied have this already: record ${created} there as applied.`,
        ...(rowsDiffer ? ['What the edit says about rows is in none of the two files.'] : []),
      ],
      takeBack: `Delete ${created}, and put the edited text back.`,
      next: `Commit the files, then deploy ${created}.`,
      files: [
        { change: 'write', path: `${name}/migration.sql`, content: old.sql, replaces: file.checksum },
        { change: 'write', path: `${created}/migration.sql`, content: sql, replaces: null },
      ],
    }),
    live === 'as before',
  )
}
