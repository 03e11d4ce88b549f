import type { RecordedSnapshot } from '../../domain/answers/snapshot-answer'
import { countOf } from '../../domain/count-words'
import { durationWords } from '../../domain/duration-words'
import { sizeWords } from '../../domain/size-words'
import type { Paint } from '../paint'

/** One of them in two lines. */
function snapshotLines(snapshot: RecordedSnapshot, paint: Paint): string[] {
  const { id, method, state, takenAt, sizeBytes, tables, rows, restoreMs, database } = snapshot
  const proof =
    state === 'verified'
      ? paint.green(`verified${restoreMs === null ? '' : `, restores in ${durationWords(restoreMs)}`}`)
      : paint.yellow(state === 'complete' ? 'never restored' : 'stopped half-way')
  const facts = [
    method,
    takenAt ?? 'not finished',
    ...(sizeBytes === null ? [] : [sizeWords(sizeBytes)]),
    ...(tables === null ? [] : [countOf(tables, 'table')]),
    ...(rows === null ? [] : [countOf(rows, 'row')]),
  ]
  return [`${paint.bold(id.slice(0, 8))}  ${database}  ${proof}`, paint.dim(`          ${facts.join(' · ')}`)]
}

export function listText(snapshots: RecordedSnapshot[], paint: Paint): string[] {
  return snapshots.flatMap((snapshot) => snapshotLines(snapshot, paint))
}
