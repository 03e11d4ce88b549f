import type { z } from 'zod'
import type { driftAnswer } from '../../domain/answers/drift-answer'
import { toldChanges } from '../../domain/catalog-words'
import { endWords } from '../end-words'
import type { Paint } from '../paint'

type Answer = z.infer<typeof driftAnswer>

/** Verdict, each object in words with the key that --ignore takes, then what is ignored and why. */
export function driftText(
  { drift, changes, database, ignored, ignoredFile, inventory, outcome }: Answer,
  paint: Paint,
): string {
  const colour = drift.state === 'none' ? paint.green : paint.red
  const open = openObjects(drift.objects ?? [], changes)
  return [
    colour(paint.bold(outcome.what)),
    paint.dim(database),
    ...(drift.state === 'unknown' ? drift.details : []),
    ...(open.length > 0 ? [''] : []),
    ...open.flatMap(({ what, key }) => [`${what}`, paint.dim(`    ${key}`)]),
    ...(ignored.length > 0 ? ['', paint.bold(`Ignored (${ignoredFile})`)] : []),
    ...ignored.flatMap(({ key, reason, by, at, stale }) => [
      `  ${key}${stale ? paint.yellow('  differs no more in this way: the entry counts for nothing') : ''}`,
      paint.dim(`    ${reason} (${by}, ${at.slice(0, 10)})`),
    ]),
    ...(inventory ? ['', paint.bold(inventoryTitle(inventory))] : []),
    ...(inventory ?? []).map(
      ({ key, why, drifted }) => `  ${key}  ${paint.dim(drifted ? `${why}, drifted` : why)}`,
    ),
    ...endWords(outcome, paint),
  ].join('\n')
}

/** What is not ignored, without the columns of a table that comes or goes: its key stands for them. */
function openObjects(objects: NonNullable<Answer['drift']['objects']>, changes: Answer['changes']) {
  const open = new Map(objects.filter((object) => !object.ignored).map((object) => [object.key, object]))
  return toldChanges(changes.filter(({ key }) => open.has(key))).flatMap(({ key }) => open.get(key) ?? [])
}

function inventoryTitle(inventory: NonNullable<Answer['inventory']>): string {
  if (inventory.length === 0) return 'A Prisma schema can express everything that is here.'
  return `Here, and not to be expressed in a Prisma schema (${inventory.length})`
}
