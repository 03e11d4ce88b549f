import { planFingerprint } from '../domain/plan-fingerprint'
import { reverseFingerprint } from '../domain/reverse-fingerprint'
import type { Doubt } from '../domain/run'
import { type SeededRun, seedRollback } from '../runner/testing/seed'
import { json } from '../store/json'
import { deploy, type Prepared, takeBackKept } from './actions'
import type { Control } from './control'
import type { Facts } from './facts'
import { liveFacts } from './gather'
import { different } from './invariants'
import type { Random } from './random'
import type { Installation, Planned } from './stage'
import { ended } from './wait'

export interface GoingOn {
  installation: Installation
  planned: Planned
  prepared: Prepared
  control: Control
  directUrl: string
  facts: Facts
  random: Random
}

/** The next action works: what was not applied can be deployed, and what was can be taken back. */
export async function goOn(going: GoingOn): Promise<string[]> {
  const { installation, planned, prepared, control, facts, random } = going
  const { state } = facts.run
  const [first] = planned.places
  if (state !== 'succeeded' && facts.live.digests && facts.live.schema === first?.schema) {
    if (facts.live.ledger.some(({ name, rolledBackAt }) => facts.planned.includes(name) && !rolledBackAt))
      return []
    prepared.deployed = await deploy(installation, prepared.environment, planned)
    const again = await ended(control, prepared.deployed.runId)
    if (again.state !== 'succeeded')
      return [`A second deploy is ${again.state}: ${(await control.facts(prepared.deployed.runId)).said}`]
  } else if (state !== 'succeeded') {
    const wrong = await resume(going)
    if (wrong) return wrong
  }
  if (!prepared.deployed || !planned.reversed || !random.chance(0.5)) return []
  return takeBack(going)
}

/** A stepwise migration that stopped goes on where it ended. Null: there is nothing to resume. */
async function resume({ installation, planned, prepared, control, directUrl, facts }: GoingOn) {
  const open = facts.live.ledger.find(
    ({ name, finishedAt, rolledBackAt }) => facts.planned.includes(name) && !finishedAt && !rolledBackAt,
  )
  if (!open || !prepared.deployed) return []
  // Of a statement that leaves no other trace, somebody has to say whether it ran: the rows do.
  const there = facts.places.findLastIndex(
    ({ schema, digests, open: begun }) =>
      begun === open.name &&
      schema === facts.live.schema &&
      different(digests, facts.live.digests).length === 0,
  )
  const first = facts.places.findIndex(({ open: begun }) => begun === open.name)
  const doubt = there - first > open.appliedStepsCount ? ('ran' as const) : ('did_not_run' as const)
  let said = ''
  for (const given of [undefined, doubt]) {
    const runId = await seedResumed(installation, prepared.deployed, planned, given)
    const { state } = await ended(control, runId)
    said = (await control.facts(runId)).said
    prepared.deployed = { ...prepared.deployed, runId }
    if (state === 'succeeded') {
      const live = await liveFacts(directUrl)
      const last = facts.places.at(-1)
      const wrong = different(last?.digests ?? {}, live.digests)
      if (live.schema !== last?.schema) wrong.push('After the resume the schema is not the plan’s.')
      return wrong.length > 0 ? wrong : null
    }
    if (!said.includes('statement_in_doubt')) break
  }
  return [`Resuming it failed: ${said}`]
}

async function seedResumed(
  { context }: Installation,
  { runId, requestId, environmentId }: SeededRun,
  { plan }: Planned,
  doubt: Doubt | undefined,
): Promise<string> {
  const stopped = await context.db.run.findUniqueOrThrow({ where: { id: runId } })
  await context.db.deployRequest.update({ where: { id: requestId }, data: { state: 'deploying' } })
  const { planId, requestedById } = stopped
  const run = await context.db.run.create({
    data: {
      ...{ kind: 'deploy', environmentId, deployRequestId: requestId, planId, requestedById },
      input: json({
        ...{ kind: 'deploy', planFingerprint: planFingerprint(plan), takeSnapshot: false, resumes: runId },
        ...(doubt && { doubt }),
      }),
    },
  })
  return run.id
}

async function takeBack({ installation, planned, prepared, control, directUrl }: GoingOn): Promise<string[]> {
  const { deployed } = prepared
  if (!deployed || !planned.reversed) return []
  const { keptReverse } = planned.plan
  if (keptReverse && keptReverse.problems.length === 0) {
    const id = await takeBackKept(installation, deployed, planned)
    const end = await ended(control, id)
    if (end.state !== 'succeeded') return [`Putting back is ${end.state}: ${(await control.facts(id)).said}`]
    const live = await liveFacts(directUrl)
    const before = planned.places[0]
    const wrong =
      live.schema === before?.schema ? [] : ['After putting back the schema is not the one from before.']
    // What a migration only updates is not kept.
    const whole = planned.scenario.traits.every((trait) => trait === 'drop' || trait === 'schema')
    return whole ? [...wrong, ...different(before?.digests ?? {}, live.digests)] : wrong
  }
  const runId = await seedRollback(installation.context, deployed, {
    kind: 'rollback',
    way: 'reverse',
    deployRunId: deployed.runId,
    planFingerprint: planFingerprint(planned.plan),
    reverseFingerprint: reverseFingerprint(planned.plan.reverse),
  })
  const { state } = await ended(control, runId)
  if (state !== 'succeeded') return [`Taking it back is ${state}: ${(await control.facts(runId)).said}`]
  const live = await liveFacts(directUrl)
  const wrong: string[] = []
  const must =
    planned.plan.reverse.differences.length === 0 ? planned.places[0]?.schema : planned.reversed.schema
  if (live.schema !== must) wrong.push('After taking it back the schema is not the one from before.')
  for (const [table, digest] of Object.entries(planned.reversed.digests)) {
    if (live.digests[table] !== digest) wrong.push(`${table}: ${digest} → ${live.digests[table]}`)
  }
  return wrong
}
