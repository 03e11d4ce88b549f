import type { FindingFamily } from './finding'
import { familyWords } from './finding-words'
import type { Blocker } from './gate'
import { type Acceptance, type JudgedFinding, judgeFindings, type StopPolicy } from './judge-findings'
import { listNames } from './list-names'
import type { Evidence } from './plan'
import { countedWords } from './probe-words'
import { shownName } from './shown-name'
import { count } from './verdict'

interface Facts {
  evidence: Evidence
  policy: StopPolicy
  acceptances: readonly Acceptance[]
}

/** Up to so many are named one by one; more of them are told by family. */
const mostNamed = 3

/** What the analysis found that stands in the way: statements that would fail, and what the policy stops for. */
export function judgeStanding({ evidence, policy, acceptances }: Facts): Blocker[] {
  const judged = judgeFindings(evidence.risk, policy, acceptances)
  const fatal = judged.filter(({ standing }) => standing === 'fatal')
  const stopping = judged.filter(({ standing }) => standing === 'stops')
  return [
    ...fatal.slice(0, mostNamed).map(failing),
    ...moreFail(fatal.slice(mostNamed)),
    ...untoldProblems(evidence).map((why) => willFail('with the rows that are there now', why)),
    ...(stopping.length > mostNamed ? byFamily(stopping) : stopping.map(standing)),
  ]
}

function moreFail(fatal: readonly JudgedFinding[]): Blocker[] {
  if (fatal.length === 0) return []
  const titles = fatal.map(({ finding }) => finding.title)
  const blocker = willFail(
    `at ${count(fatal.length, 'more place', 'more places')}`,
    `${listNames(titles, mostNamed)}.`,
  )
  return [{ ...blocker, findings: fatal.map(({ finding }) => finding.id) }]
}

function failing({ finding, probes }: JudgedFinding): Blocker {
  const counted = probes.flatMap(({ probe, answer }) =>
    probe.means === 'fails' && answer?.class === 'some' ? [countedWords(probe.question, answer)] : [],
  )
  return { ...willFail(`on ${counted.join('; ')}`, ''), findings: [finding.id] }
}

function willFail(on: string, why: string): Blocker {
  return {
    code: 'will_fail',
    what: `It would fail ${on}.`,
    why,
    cure: 'Change the migration, or the rows, then refresh the plan.',
  }
}

/** What fails besides findings: the counting without rules says the same of a table as one of them does. */
export function untoldProblems({ unexecutable, risk }: Evidence): string[] {
  const fatal = judgeFindings(risk, { stops: [], longestBlockSeconds: 0 }, []).filter(
    ({ standing }) => standing === 'fatal',
  )
  const tables = fatal.flatMap(({ finding }) => finding.tables.map(shownName))
  return unexecutable.filter((text) => !tables.some((table) => text.includes(table)))
}

function standing({ finding, because }: JudgedFinding): Blocker {
  return {
    code: 'finding_stands',
    what: `${finding.title}.`,
    // The reason stands at the finding itself.
    why: because ?? '',
    cure: cureOf(finding.recipe?.title ?? null),
    findings: [finding.id],
  }
}

function cureOf(recipe: string | null): string {
  return recipe
    ? `The safe way: ${lowerFirst(recipe)}. Or a reviewer accepts it with a reason.`
    : 'Change the migration, or a reviewer accepts it with a reason.'
}

function byFamily(stopping: readonly JudgedFinding[]): Blocker[] {
  const families = new Map<FindingFamily, JudgedFinding[]>()
  for (const each of stopping) {
    const others = families.get(each.finding.family)
    if (others) others.push(each)
    else families.set(each.finding.family, [each])
  }
  return [...families].map(([family, found]) => {
    const [first, second, ...more] = found.map(({ finding }) => finding.title)
    return {
      code: 'finding_stands',
      what: `${count(found.length, 'finding stands', 'findings stand')}: ${familyWords[family].harm}.`,
      why:
        [first, second].filter(Boolean).join('; ') + (more.length > 0 ? `; and ${more.length} more.` : '.'),
      cure: 'Take the safe way that each of them shows, or a reviewer accepts each with a reason.',
      findings: found.map(({ finding }) => finding.id),
    }
  })
}

/** For the checklist: that nothing stands, or what was accepted by whom. Nothing where the policy asks for nothing. */
export function describeStanding({ evidence, policy, acceptances }: Facts): string[] {
  if (!evidence.risk || (policy.stops.length === 0 && policy.longestBlockSeconds === 0)) return []
  const judged = judgeFindings(evidence.risk, policy, acceptances)
  if (judged.some((each) => each.standing === 'stops' || each.standing === 'fatal')) return []
  const accepted = judged.filter((each) => each.standing === 'accepted')
  if (accepted.length === 0) return ['No danger that this environment stops for.']
  const names = [...new Set(accepted.map(({ acceptance }) => acceptance?.by.name ?? ''))]
  return [`${count(accepted.length, 'finding', 'findings')} accepted by ${names.join(', ')}`]
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : text
}
