import type { Plan, PlanChange } from './plan'

/** Why `next` is not `previous`: the first cause that holds, with its particulars. Null when both approve the same. */
export function explainPlanChange(previous: Plan, next: Plan): PlanChange | null {
  return changedFiles(previous, next) ?? changedBase(previous, next) ?? changedSegments(previous, next)
}

function changedFiles(previous: Plan, next: Plan): PlanChange | null {
  const before = new Map(previous.migrations.map((m) => [m.name, m.checksum]))
  const after = new Map(next.migrations.map((m) => [m.name, m.checksum]))
  const details = [
    ...[...after.keys()].filter((name) => !before.has(name)).map((name) => `${name} was added`),
    ...[...before.keys()].filter((name) => !after.has(name)).map((name) => `${name} is no longer part of it`),
    ...[...after]
      .filter(([name, sum]) => before.has(name) && before.get(name) !== sum)
      .map(([name]) => `${name} was edited`),
  ]
  if (details.length === 0) return null
  return { reason: 'files', explanation: 'The migrations are not the ones that were reviewed.', details }
}

function changedBase(previous: Plan, next: Plan): PlanChange | null {
  if (previous.ledgerFingerprint !== next.ledgerFingerprint) {
    return {
      reason: 'ledger',
      explanation: 'Other migrations are applied in the environment than when this was reviewed.',
      details: [],
    }
  }
  if (previous.chain[0] !== next.chain[0]) {
    return {
      reason: 'schema',
      explanation: 'The environment’s schema was changed outside its migrations.',
      details: [],
    }
  }
  return null
}

function changedSegments(previous: Plan, next: Plan): PlanChange | null {
  const shape = (plan: Plan) => JSON.stringify([plan.chain, plan.migrations.map((m) => [m.mode, m.segments])])
  if (shape(previous) === shape(next)) return null
  return {
    reason: 'segments',
    explanation: 'The same scripts would be executed in another way.',
    details: [],
  }
}
