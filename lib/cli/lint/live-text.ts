import type { LiveRisk } from '../../domain/live-risk'
import { sizeWords } from '../../domain/size-words'
import type { Paint } from '../paint'
import { visible } from './excerpt'
import { shownRelation } from './lock-words'

/** What the live database says beside the findings. */
export function liveText(live: LiveRisk, paint: Paint): string[] {
  const { tables, inTheWay, disk, invalidIndexes, notes } = live
  const short = disk.freeBytes !== null && disk.freeBytes < disk.neededBytes
  const lines = [
    ...tables.map(
      ({ name, rows, heapBytes, indexBytes, indexes }) =>
        `${visible(shownRelation(name))}: about ${rows.toLocaleString('en-US')} rows, ${sizeWords(heapBytes)}, ${
          indexes === 1 ? 'one index' : `${indexes} indexes`
        } of ${sizeWords(indexBytes)}`,
    ),
    ...inTheWay.map(({ what }) => paint.yellow(`in the way now: ${visible(what)}`)),
    ...(short
      ? [
          paint.red(
            `the disk has ${sizeWords(disk.freeBytes ?? 0)} free; ${sizeWords(disk.neededBytes)} are needed`,
          ),
        ]
      : []),
    ...invalidIndexes.map((name) => paint.yellow(`INVALID index: ${visible(name)}`)),
    ...notes.map((note) => paint.dim(visible(note))),
  ]
  return lines.length > 0
    ? [paint.bold('The database, as it is now'), ...lines.map((line) => `  ${line}`), '']
    : []
}
