import { type Failure, ok, type Result } from '../../domain/failure'
import type { StepIntent } from '../../domain/journal'
import type { Plan } from '../../domain/plan'
import type { RehearsedWay } from '../../domain/rehearsal'
import { keptFingerprint, reverseFingerprint } from '../../domain/reverse-fingerprint'
import { rehearsalName } from '../../snapshots/names'
import { executeKept } from '../execute-kept'
import { executeReverse } from '../execute-rollback'
import type { RunEnd, RunPorts, RunTarget } from '../ports'
import { progressNotes } from '../progress-notes'
import { type CopyState, compareData, differingTables, readCopy, schemaDifferences } from './compare-copy'
import { nestJournal } from './nested-journal'
import { recordStatements } from './observe-statements'
import type { Rehearsing } from './rehearsing'
import { copyScratch, reachScratch, readingScratch, restoreInto } from './scratch'
import { timedJournal } from './timed-journal'

type Way = RehearsedWay['way']

/** The copy that the deploy ran on. */
interface Deployed {
  name: string
  target: RunTarget
  start: CopyState
  /** The first position without a step. */
  next: number
}

/** What stopped a way back that says nothing about it. */
const stops: readonly Failure['code'][] = ['run_cancelled', 'connection_lost', 'outcome_unknown']

/** Takes each way back, from a copy of its own, and compares where it led with the start. */
export async function tryWays(rehearsing: Rehearsing, deployed: Deployed): Promise<Result<RehearsedWay[]>> {
  const { plan } = rehearsing
  const wanted = waysOf(plan)
  const tried: RehearsedWay[] = []
  let next = deployed.next
  const possible = wanted.filter((way) => impossible(plan, way) === null)
  for (const way of wanted) {
    const because = impossible(plan, way)
    if (because !== null) {
      tried.push({ ...nothing(way), failure: because })
      continue
    }
    const last = way === possible.at(-1)
    const target = last ? ok(deployed.target) : await copyOf(rehearsing, deployed.name, way)
    if (!target.ok) return target
    const went = await tryWay(rehearsing, way, target.value, deployed.start, next)
    if (!went.ok) return went
    tried.push(went.value.way)
    next = went.value.next
  }
  return ok(tried)
}

function waysOf({ keptReverse }: Plan): Way[] {
  return keptReverse && keptReverse.parts.length > 0 ? ['kept', 'reverse'] : ['reverse']
}

/** Why it is not even tried. */
function impossible({ reverse, keptReverse }: Plan, way: Way): string | null {
  const problems = way === 'kept' ? (keptReverse?.problems ?? []) : reverse.problems
  if (problems.length > 0) return problems.join(' ')
  if (way === 'kept') return null
  if (reverse.sql === null) return 'There is no reverse SQL.'
  const alone = reverse.statements.find(({ needsAutocommit }) => needsAutocommit)
  return alone ? `“${alone.summary}” cannot run inside a transaction.` : null
}

function nothing(way: Way): RehearsedWay {
  return {
    way,
    durationMs: 0,
    statements: [],
    failure: null,
    schemaDifferences: [],
    dataDifferences: [],
    losses: [],
  }
}

async function copyOf(rehearsing: Rehearsing, from: string, way: Way): Promise<Result<RunTarget>> {
  const { place, made, ports, signal } = rehearsing
  const name = rehearsalName(ports.journal.runId, way)
  made.push(name)
  const copied = await copyScratch(place, from, name, signal)
  if (!copied.ok) return copied
  const reached = await reachScratch(place, name)
  return reached.ok ? ok(reached.value.target) : reached
}

const titles: Record<Way, string> = { reverse: 'Back by reverse SQL: ', kept: 'Back with kept data: ' }

async function tryWay(
  rehearsing: Rehearsing,
  way: Way,
  target: RunTarget,
  start: CopyState,
  offset: number,
): Promise<Result<{ way: RehearsedWay; next: number }>> {
  const { ports } = rehearsing
  const record = recordStatements(ports.database, target.url, ports.journal.runId)
  const nested = nestJournal(ports.journal, offset, { step: titles[way], log: titles[way] }, ({ position }) =>
    record.name(position, ''),
  )
  const timed = timedJournal(nested, isWork)
  const observed: RunPorts = { ...ports, journal: timed, observe: record }
  const end = await goBack(rehearsing, way, target, observed).finally(() => record.close())
  // What is committed and differs is compared below, with words for each difference.
  const failure = end.outcome.failure?.code === 'not_verified' ? undefined : end.outcome.failure
  if (failure && stops.includes(failure.code)) return { ok: false, failure }
  const went: RehearsedWay = {
    ...nothing(way),
    durationMs: Math.max(0, timed.sumMs() - record.spentMs),
    statements: [...record.statements],
    failure: failure ? failure.why : null,
  }
  if (failure) return ok({ way: went, next: nested.next })
  const compared = await compare(rehearsing, target, start, { position: nested.next, title: titles[way] })
  if (!compared.ok) return compared
  return ok({ way: { ...went, ...compared.value }, next: nested.next + 1 })
}

/** By what would take the real deploy back. */
function goBack({ plan, order }: Rehearsing, way: Way, target: RunTarget, ports: RunPorts): Promise<RunEnd> {
  const { policy } = order
  const { keptReverse, reverse } = plan
  if (way === 'reverse' || !keptReverse)
    return executeReverse({ plan, target, policy, reverseFingerprint: reverseFingerprint(reverse) }, ports)
  const fingerprint = keptFingerprint(keptReverse)
  const deployRunId = ports.journal.runId
  return executeKept({ plan, target, policy, fingerprint, deployRunId, changedSince: 'leave' }, ports)
}

/** A part of a way back; what is put back within one is counted with it. */
function isWork({ kind, parent }: StepIntent): boolean {
  return parent === undefined && (kind === 'reverse' || kind === 'put_back')
}

type Compared = Pick<RehearsedWay, 'schemaDifferences' | 'dataDifferences' | 'losses'>

async function compare(
  rehearsing: Rehearsing,
  target: RunTarget,
  start: CopyState,
  step: { position: number; title: string },
): Promise<Result<Compared>> {
  const { ports, place, signal } = rehearsing
  const { journal } = ports
  const began = ports.clock.now().getTime()
  const title = `${step.title}Compare schema and rows with the start`
  await journal.announce([{ position: step.position, kind: 'verify', title }])
  await journal.start(step.position)
  const noted = progressNotes(journal, step.position)
  const read = await readingScratch(place, target, signal, async (session): Promise<Result<Compared>> => {
    const end = await readCopy(ports.database, session, (done, of) => noted.progress(done, of, 'tables'))
    const schema = schemaDifferences(start, end)
    const untouched = differingTables(start, end).length > 0 ? await baseCopy(rehearsing) : null
    if (untouched && !untouched.ok) return untouched
    if (!untouched) return ok({ schemaDifferences: schema, ...renamed(await compareData(start, end, null)) })
    const compared = await readingScratch(place, untouched.value, signal, (base) =>
      compareData(start, end, { base, end: session }),
    )
    return compared.ok ? ok({ schemaDifferences: schema, ...renamed(compared.value) }) : compared
  })
  await noted.settle()
  const result = read.ok ? read.value : read
  await journal.finish(step.position, result.ok ? 'done' : 'failed', {
    durationMs: ports.clock.now().getTime() - began,
    notes: result.ok ? compareNotes(result.value) : [result.failure.why],
  })
  return result
}

function renamed({ differences, losses }: Awaited<ReturnType<typeof compareData>>) {
  return { dataDifferences: differences, losses }
}

/** The start once more, untouched: only where something differs, to say what. */
async function baseCopy(rehearsing: Rehearsing): Promise<Result<RunTarget>> {
  const { place, snapshot, made, ports, signal } = rehearsing
  const name = rehearsalName(ports.journal.runId, 'base')
  if (!made.includes(name)) {
    made.push(name)
    const copied = { from: snapshot.method, taken: snapshot.taken }
    const restored = await restoreInto(place, copied, name, () => {}, signal)
    if (!restored.ok) return restored
  }
  const reached = await reachScratch(place, name)
  return reached.ok ? ok(reached.value.target) : reached
}

function compareNotes({ schemaDifferences: schema, dataDifferences: data }: Compared): string[] {
  if (schema.length + data.length === 0) return ['It gave back every row and the whole schema.']
  return [...schema, ...data.map(({ table, what }) => `${table}: ${what}`)].slice(0, 40)
}
