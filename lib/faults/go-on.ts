import { planFingerprint } from '../domain/plan-fingerprint'
import { reverseFingerprint } from '../domain/reverse-fingerprint'
import { seedRollback } from '../runner/testing/seed'
import { deploy, type Prepared } from './actions'
import type { Control } from './control'
import type { Facts } from './facts'
import { liveFacts } from './gather'
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
  } else if (state !== 'succeeded') return []
  if (!prepared.deployed || !planned.reversed || !random.chance(0.5)) return []
  return takeBack(going)
}

async function takeBack({ installation, planned, prepared, control, directUrl }: GoingOn): Promise<string[]> {
  const { deployed } = prepared
  if (!deployed || !planned.reversed) return []
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
