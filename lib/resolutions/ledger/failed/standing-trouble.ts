import type { Trouble, Way } from '../../../domain/resolution'
import type { ResolvingPorts, Situation } from '../../situation'
import { impossible, inOrder } from '../draft-resolution'
import { count, statementWords } from '../words'
import type { FailedCase, Standing } from './failed-case'
import { failedDetails, failedWhat } from './failed-words'
import { finishWay } from './finish-way'
import { appliedWay, rolledBackWay } from './mark-ways'
import { undoWay } from './undo-way'

/** A failed script whose place is known: at one state, or at several that look alike. */
export async function standingTrouble(
  ports: ResolvingPorts,
  situation: Situation,
  failed: FailedCase,
  standing: Standing,
): Promise<Trouble> {
  const { script, candidates, half, uncertain, at } = standing
  const all = script.statements.length
  const ways: Way[] = []
  if (candidates.includes(all)) ways.push(appliedWay(situation, failed, standing))
  if (candidates.includes(0) && !half) ways.push(rolledBackWay(situation, failed, standing))
  for (const from of startingPoints(standing)) {
    if (from < all) ways.push(await finishWay(ports, situation, failed, standing, from))
  }
  if (at > 0 || half) ways.push(await undoWay(ports, situation, failed, standing))
  if (!candidates.includes(all)) ways.push(notAll(standing))
  if (!candidates.includes(0) || half) ways.push(notNothing(standing))
  return {
    kind: 'failed',
    migration: failed.name,
    what: failedWhat(failed, standing),
    details: [...failedDetails(failed), ...standingDetails(standing)],
    reached: { statements: script.statements, done: uncertain.length === 0 || standing.told ? at : null },
    ways: inOrder(ways),
  }
}

/** Where rows tell apart what the schema does not, each end of what is possible is offered. */
function startingPoints({ candidates, at, uncertain }: Standing): number[] {
  if (uncertain.length === 0) return [at]
  return [...new Set([at, candidates[0] ?? at, candidates.at(-1) ?? at])]
}

function standingDetails(standing: Standing): string[] {
  const { script, candidates, half, compared, uncertain, told } = standing
  const lines = [
    `The script was run on a shadow database statement by statement, and ${count(compared, 'object')} that it changes compared with the live ones.`,
  ]
  if (half)
    lines.push(
      `${half.qualified} is ${half.how}: PostgreSQL does not use it, and it is in the way of the next try.`,
    )
  if (candidates.length > 1) {
    lines.push(`The schema looks the same after ${candidates.join(' and after ')} statements.`)
    if (uncertain.length > 0)
      lines.push(
        `In between, ${uncertain.map(statementWords).join(' and ')} may change rows without a trace in the schema.`,
      )
  }
  if (told) lines.push(told)
  // Where it is known how far it came, the list of statements shows it.
  if (uncertain.length > 0 && told === null) {
    const next = script.statements[Math.max(...candidates)]
    const more = next !== script.statements.at(-1) ? ' and what follows' : ''
    if (next) lines.push(`Not done for certain: ${statementWords(next)}${more}.`)
  }
  const refused = script.refused && script.statements[script.refused.at]
  if (refused)
    lines.push(`An empty copy refuses ${statementWords(refused)} as well: ${script.refused?.error.message}.`)
  return lines
}

function notAll({ script, at }: Standing): Way {
  const next = script.statements[at]
  const because = next
    ? `The schema lacks what ${statementWords(next)} and what follows would do.`
    : 'The schema lacks a part of it.'
  return impossible('mark_applied', 'Record it as applied', [because])
}

function notNothing({ half, script, at }: Standing): Way {
  const last = script.statements[at - 1]
  const because = half
    ? `${half.qualified} is left of it, and would be in the way of the next deploy.`
    : `The schema holds what it did up to ${last ? statementWords(last) : 'there'}; the next deploy would stumble over it.`
  return impossible('mark_rolled_back', 'Record it as rolled back', [because])
}
