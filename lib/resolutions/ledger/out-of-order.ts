import type { MigrationFile } from '../../domain/migration'
import { checksumMatches } from '../../domain/migration-status'
import type { Trouble, Way } from '../../domain/resolution'
import type { ResolvingPorts, Situation } from '../situation'
import { type AppliedHistory, appliedHistory } from './applied-history'
import { draftResolution, impossible, inOrder, possible } from './draft-resolution'
import { originWords } from './origin-words'
import { type RenamePlan, renamePlan } from './rename-plan'
import { type TriedOrders, tryOrders } from './try-orders'

/**
 * Pending migrations that are older than what is applied, as a merge leaves them: a deploy here runs them last, a fresh
 * database at their place. Both are tried.
 */
export async function explainOutOfOrder(ports: ResolvingPorts, situation: Situation): Promise<Trouble[]> {
  const { question, statuses } = situation
  const names = new Set(statuses.filter(({ state }) => state === 'out_of_order').map(({ name }) => name))
  const missing = statuses.filter(({ state }) => state === 'missing')
  const late = question.revision.migrations
    .filter(({ name }) => names.has(name))
    // Applied under another name: that is told with the missing one.
    .filter((file) => !missing.some(({ checksum }) => checksumMatches(file, checksum)))
  if (late.length === 0) return []
  const history = await appliedHistory(situation)
  const tried = await tryBoth(ports, situation, history, late)
  const way = renameWay(situation, renamePlan(situation, late), tried)
  return Promise.all(late.map((file) => lateTrouble(situation, file, tried, way, history)))
}

function tryBoth(
  ports: ResolvingPorts,
  situation: Situation,
  { scripts }: AppliedHistory,
  late: MigrationFile[],
): Promise<TriedOrders> {
  return tryOrders(
    ports,
    situation,
    { words: 'last, as a deploy here runs it', migrations: [...scripts, ...late] },
    { words: 'at its place, as a fresh database does', migrations: atTheirPlaces(scripts, late) },
  )
}

/** Each before the first applied one whose name is later; the order in which the others were applied stays. */
function atTheirPlaces(scripts: MigrationFile[], late: MigrationFile[]): MigrationFile[] {
  const waiting = [...late]
  const placed = scripts.flatMap((script) => {
    const first: MigrationFile[] = []
    while (waiting[0] && waiting[0].name < script.name) first.push(...waiting.splice(0, 1))
    return [...first, script]
  })
  return [...placed, ...waiting]
}

async function lateTrouble(
  situation: Situation,
  { name }: MigrationFile,
  tried: TriedOrders,
  way: Way,
  { doubts }: AppliedHistory,
): Promise<Trouble> {
  const { ledger, question } = situation
  const applied = ledger.rows.filter((row) => row.finishedAt !== null && row.rolledBackAt === null)
  const later = applied.map((row) => row.name).filter((other) => other > name)
  const newest = later.sort().at(-1) ?? ''
  return {
    kind: 'out_of_order',
    migration: name,
    what: `${name} is not applied, although ${later.length === 1 ? `the later ${newest} is` : `${later.length} later ones are, the newest of them ${newest}`}; ${consequence(tried)}`,
    details: [
      tried.words,
      ...(await originWords(question.past, name)),
      ...(await originWords(question.past, newest)),
      ...doubts,
      ...advice(tried),
    ],
    ...(tried.outcome === 'same' && { harmless: true as const }),
    ways: inOrder([forMigration(way, name)]),
  }
}

function consequence({ outcome }: TriedOrders): string {
  if (outcome === 'same') return 'deploying it now gives the same schema as a fresh database has.'
  if (outcome === 'different') return 'deploying it now gives another schema than a fresh database has.'
  if (outcome === 'first fails') return 'deployed now, it fails.'
  if (outcome === 'second fails') return 'it can be deployed now, and a fresh database fails on it.'
  return 'whether the order matters is not known.'
}

function advice({ outcome }: TriedOrders): string[] {
  if (outcome === 'same')
    return ['Nothing has to be done: deploy it. A later name only makes every database see one order.']
  if (outcome === 'first fails')
    return [
      'Its script has to be changed so that it applies after what is there; it is applied nowhere under this ledger.',
    ]
  return []
}

function renameWay(situation: Situation, plan: RenamePlan, tried: TriedOrders): Way {
  const one = plan.renamed.length === 1
  const title = one
    ? `Give its folder a name after the newest applied one: ${plan.renamed[0]?.to}`
    : `Give all ${plan.renamed.length} that are late names after the newest applied one`
  if (tried.outcome === 'first fails') {
    return impossible('rename_migration', title, [`Under a later name it fails too. ${tried.words}`])
  }
  return possible(
    draftResolution(situation, {
      kind: 'rename_migration',
      trouble: 'out_of_order',
      migration: null,
      title,
      does: [
        ...plan.renamed.map(({ from, to }) => `Renames the folder ${from} to ${to}.`),
        'The database is not touched.',
      ],
      proof: tried.outcome === 'unknown' ? [] : [tried.words],
      warnings: [
        ...(tried.outcome === 'unknown' ? [`Nothing was proved: ${tried.words}`] : []),
        plan.warning,
      ],
      takeBack: 'Rename back.',
      next: 'Commit the files, then deploy.',
      files: plan.changes,
    }),
    tried.outcome === 'different' || tried.outcome === 'second fails',
  )
}

function forMigration(way: Way, migration: string): Way {
  return way.resolution === null ? way : { ...way, resolution: { ...way.resolution, migration } }
}
