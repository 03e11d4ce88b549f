import type { Way } from '../../../domain/resolution'
import type { Situation } from '../../situation'
import { draftResolution, possible } from '../draft-resolution'
import { count, statementWords } from '../words'
import { causeWords } from './cause'
import type { FailedCase, Standing } from './failed-case'
import { recordedAs } from './recorded-as'
import { untriedWarning } from './untried-warning'

/** Nothing of the script is there: the ledger says so, and the next deploy applies it. */
export function rolledBackWay(situation: Situation, failed: FailedCase, standing: Standing): Way {
  const { name, row, file } = failed
  const { uncertain, compared, script, untried, told, at } = standing
  return possible(
    draftResolution(situation, {
      kind: 'mark_rolled_back',
      trouble: 'failed',
      migration: name,
      title:
        compared > 0 || uncertain.length === 0
          ? 'Record it as rolled back: the schema holds nothing of it'
          : 'Record it as rolled back, taking none of it as done',
      does: [`Sets rolled_back_at on the unfinished row of ${name} in the ledger. Nothing else is touched.`],
      proof: [
        compared > 0
          ? `The ${count(compared, 'object')} that the script would change are all as they are before its first statement; the history was replayed on a shadow database to know that.`
          : script.refused
            ? 'An empty copy refuses its first statement, so there is nothing to compare beyond it.'
            : 'The script changes nothing of the schema.',
        ...(script.refused && untried.length === 0
          ? ['The live schema is exactly what the history before it builds.']
          : []),
      ],
      warnings: [
        ...uncertain.map(
          (statement) =>
            `Whether ${statementWords(statement)} ran is in no schema. If it did, the next deploy runs it a second time.`,
        ),
        ...untriedWarning(standing),
        ...(file ? [] : [`${name} has no file any more: nothing will apply it again.`]),
      ],
      takeBack:
        'It is a mark in the ledger; the row itself stays. Deploying the migration records it as applied.',
      next: file
        ? `Remove the cause, then deploy: ${name} is pending again.${causeWords(failed)}`
        : 'Nothing is left of it; deploy what is pending.',
      ledger: [{ change: 'mark_rolled_back', id: row.id, name }],
    }),
    untried.length === 0 && (uncertain.length === 0 || (told !== null && at === 0)),
  )
}

/** All of the script is there: only the end of its row is missing. */
export function appliedWay(situation: Situation, failed: FailedCase, standing: Standing): Way {
  const { name } = failed
  const { uncertain, script, compared } = standing
  const recorded = recordedAs(failed, failed.ran?.sql ?? '')
  return possible(
    draftResolution(situation, {
      kind: 'mark_applied',
      trouble: 'failed',
      migration: name,
      title:
        compared > 0
          ? 'Record it as applied: the schema holds all of it'
          : 'Record it as applied, taking all of it as done',
      does: [...recorded.does, `Sets finished_at on the row of ${name} in the ledger.`],
      proof: [
        compared === 0
          ? 'The script changes nothing of the schema.'
          : `The ${count(compared, 'object')} that the script changes are all as they are after its last statement; the history was replayed on a shadow database to know that.`,
      ],
      warnings: [
        ...uncertain.map(
          (statement) =>
            `Whether ${statementWords(statement)} ran is in no schema. If it did not, it never will.`,
        ),
        ...recorded.warnings,
      ],
      takeBack: 'Roll back to the migration before it, as after a deploy.',
      next: recorded.next ?? 'Deploy what is pending.',
      files: recorded.files,
      ledger: recorded.ledger,
    }),
    uncertain.length === 0 || (standing.told !== null && standing.at === script.statements.length),
  )
}
