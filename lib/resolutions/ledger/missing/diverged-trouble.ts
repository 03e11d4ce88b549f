import type { Trouble, Way } from '../../../domain/resolution'
import type { ResolvingPorts, Situation } from '../../situation'
import { draftResolution, impossible, inOrder, possible } from '../draft-resolution'
import { folderNameProblem } from '../folder-name'
import { originPhrase } from '../origin-words'
import { type RenamePlan, renamePlan } from '../rename-plan'
import { type TriedOrders, tryOrders } from '../try-orders'
import { count } from '../words'
import type { MissingPicture } from './missing-case'
import { squashedWay } from './squashed-way'

/** Two lines of history met in one database: migrations that the files lack, and files that it lacks. */
export async function divergedTrouble(
  ports: ResolvingPorts,
  situation: Situation,
  picture: MissingPicture,
  recovered: Way | null,
): Promise<Trouble> {
  const { cases, pending } = picture
  const tried = await tryBoth(ports, situation, picture)
  const squashed = await squashedWay(ports, situation, picture)
  const renames = renamePlan(
    situation,
    pending,
    cases.map(({ name }) => name),
  )
  const ways: (Way | null)[] = [squashed, bothWay(situation, picture, tried, renames), recovered]
  const { past } = situation.question
  const line = async (name: string, side: string) => {
    const origin = await past.origin(name)
    return origin ? `${side}: ${name}, ${originPhrase(origin)}.` : `${side}: ${name}.`
  }
  return {
    kind: 'diverged',
    migration: null,
    what: `Two lines of history meet here: ${count(cases.length, 'migration is', 'migrations are')} applied without a file, and ${count(pending.length, 'file is', 'files are')} not applied.`,
    details: [
      ...(await Promise.all(
        cases.slice(0, 10).map(({ name }) => line(name, 'Applied here, not in the files')),
      )),
      ...(await Promise.all(
        pending.slice(0, 10).map(({ name }) => line(name, 'In the files, not applied here')),
      )),
      ...(squashed
        ? [
            'The files alone build exactly the live schema: it looks as if old migrations were squashed into new ones.',
          ]
        : [tried.words, proposal(tried, renames)]),
    ],
    ways: inOrder(ways.filter((way) => way !== null)),
  }
}

async function tryBoth(
  ports: ResolvingPorts,
  situation: Situation,
  { cases, history, pending }: MissingPicture,
): Promise<TriedOrders> {
  if (history.lost.length > 0) {
    const names = history.lost.map(({ name }) => name).join(', ')
    return { outcome: 'unknown', words: `No order could be tried: what ${names} did is not known.` }
  }
  const missing = new Set(cases.map(({ name }) => name))
  const common = history.scripts.filter(({ name }) => !missing.has(name))
  const theirs = history.scripts.filter(({ name }) => missing.has(name))
  return tryOrders(
    ports,
    situation,
    {
      words: 'what is applied here first and then the pending files',
      migrations: [...common, ...theirs, ...pending],
    },
    {
      words: 'the pending files first and then what only this database has',
      migrations: [...common, ...pending, ...theirs],
    },
  )
}

function proposal({ outcome }: TriedOrders, renames: RenamePlan): string {
  if (outcome === 'same') return 'So the order does not matter: bring the missing files back, then deploy.'
  if (outcome === 'first fails')
    return 'So the pending files have to be changed before they can be deployed here.'
  if (outcome === 'unknown') return 'Bring the missing files back first, then look again.'
  return renames.changes.length > 0
    ? `So the order matters. Proposed: what is applied first, then the pending ones, under names that say so: ${renames.words}.`
    : 'So the order matters, and by their names it is the one that worked: what is applied first, then the pending ones.'
}

/** All missing files come back, and pending ones get later names where the order matters. */
function bothWay(
  situation: Situation,
  { cases }: MissingPicture,
  tried: TriedOrders,
  renames: RenamePlan,
): Way {
  const matters = tried.outcome === 'different' || tried.outcome === 'second fails'
  const changes = matters ? renames.changes : []
  const back = cases.filter(({ renamed }) => renamed === null)
  const title = `Bring ${back.length === 1 ? 'the missing file' : `${back.length === 2 ? 'both' : `all ${back.length}`} missing files`} back${changes.length > 0 ? ', and give the pending ones later names' : ''}`
  const problems = back.flatMap(({ name, past }) => {
    if (past === null) return [`The text of ${name} is not known.`]
    return folderNameProblem(name) ?? []
  })
  if (problems.length > 0) return impossible('restore_file', title, problems)
  return possible(
    draftResolution(situation, {
      kind: 'restore_file',
      trouble: 'diverged',
      migration: null,
      title,
      does: [
        ...back.map(({ name, past }) => `Writes ${name}/migration.sql with its text from ${past?.from}.`),
        ...(changes.length > 0 ? [`Renames pending folders: ${renames.words}.`] : []),
        'The database is not touched.',
      ],
      proof: ['The checksums of the texts are those in the ledger.', tried.words],
      warnings: changes.length > 0 ? [renames.warning] : [],
      takeBack: 'Delete the folders that were written, and rename the others back.',
      next:
        tried.outcome === 'first fails'
          ? 'Commit the files; then change the pending ones so that they apply after what is there.'
          : 'Commit the files, or merge the branch that has them; then deploy.',
      files: [
        ...back.map(({ name, past }) => ({
          change: 'write' as const,
          path: `${name}/migration.sql`,
          content: past?.sql ?? '',
          replaces: null,
        })),
        ...changes,
      ],
    }),
    true,
  )
}
