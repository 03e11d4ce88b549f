import type { Catalog, CatalogChange } from '../../domain/catalog'
import { applyDelta, catalogDelta } from '../../domain/catalog-delta'
import { catalogFingerprint } from '../../domain/catalog-fingerprint'
import { type MigrationFile, pendingStates } from '../../domain/migration'
import type { Trouble } from '../../domain/resolution'
import { planSegments } from '../../sql/segments'
import { draftResolution, inOrder, possible } from '../ledger/draft-resolution'
import { onShadow, shadowRequest } from '../ledger/shadow-of'
import { mayTouchRows } from '../ledger/touches-rows'
import { changesWords } from '../ledger/words'
import type { ResolvingPorts, Situation } from '../situation'
import type { Drifted } from './drifted'
import { tryScript } from './try-script'

/** The pending migrations whose work the live schema holds already, where that is all of its drift. */
export async function alreadyThere(
  ports: ResolvingPorts,
  situation: Situation,
  drifted: Drifted,
): Promise<Trouble | null> {
  const waiting = new Set(
    situation.statuses.filter(({ state }) => pendingStates.includes(state)).map(({ name }) => name),
  )
  const pending = situation.question.revision.migrations.filter((file) => waiting.has(file.name))
  if (pending.length === 0) return null
  // Ignored differences are there as well, and stay.
  const wanted = catalogFingerprint(applyDelta(drifted.expected, drifted.changes))
  const tried = await onShadow(
    ports,
    shadowRequest(situation),
    drifted.history,
    pending,
    async ({ session }) => {
      const reader = ports.database.catalogReader(session)
      const steps: { file: MigrationFile; changes: CatalogChange[] }[] = []
      let before = await reader.read()
      for (const file of pending) {
        if ((await tryScript(session, file.name, file.sql)) !== null) break
        const after = await reader.read()
        steps.push({ file, changes: catalogDelta(before, after) })
        before = after
      }
      return matching(drifted.expected, steps, wanted)
    },
  )
  return tried.ok && tried.value.length > 0 ? trouble(situation, drifted, tried.value) : null
}

type Step = { file: MigrationFile; changes: CatalogChange[] }

/** The first ones in order, else a single one, whose changes lead to the wanted schema. */
function matching(expected: Catalog, steps: Step[], wanted: string): MigrationFile[] {
  let reached = expected
  for (const [index, { changes }] of steps.entries()) {
    reached = applyDelta(reached, changes)
    if (changes.length > 0 && catalogFingerprint(reached) === wanted)
      return steps.slice(0, index + 1).map(({ file }) => file)
  }
  const single = steps.find(
    ({ changes }) => changes.length > 0 && catalogFingerprint(applyDelta(expected, changes)) === wanted,
  )
  return single ? [single.file] : []
}

function trouble(
  situation: Situation,
  { changes, ignored, doubts }: Drifted,
  files: MigrationFile[],
): Trouble {
  const names = files.map(({ name }) => name)
  const [first = ''] = names
  const which = names.length === 1 ? first : `${first} and ${names.length - 1} after it`
  const title =
    names.length === 1 ? `Record ${first} as applied` : `Record ${names.length} migrations as applied`
  const rows = files.filter(({ sql }) => planSegments(sql).statements.some(mayTouchRows))
  return {
    kind: 'drift',
    migration: first,
    what: `The live schema holds already what ${which} would do, but the ledger does not say so; a deploy would fail there.`,
    details: [`The difference to the applied migrations is exactly this: ${changesWords(changes)}.`],
    ways: inOrder([
      possible(
        draftResolution(situation, {
          kind: 'mark_applied',
          trouble: 'drift',
          migration: first,
          title,
          does: names.map((name) => `Records ${name} as applied, without running it.`),
          proof: [
            `Tried on a shadow database: what ${names.length === 1 ? 'it changes' : 'they change'} is exactly what the live schema has beyond the applied migrations${ignored.length === 0 ? '' : ' and the differences that are ignored'}.`,
          ],
          warnings: [
            ...doubts,
            ...rows.map(
              ({ name }) => `${name} changes rows too: whether that happened here is not in the schema.`,
            ),
          ],
          takeBack: `Mark ${names.join(', ')} as rolled back in the ledger: they are pending again.`,
          next: 'Deploy what is still pending.',
          ledger: files.map(({ name, checksum }) => ({ change: 'insert_applied', name, checksum })),
        }),
        rows.length === 0,
      ),
    ]),
  }
}
