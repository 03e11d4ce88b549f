import type { Severity } from '../../domain/finding'
import { type JudgedFinding, judgeFindings, type Standing, worstFirst } from '../../domain/judge-findings'
import type { RiskEvidence } from '../../domain/live-risk'
import { countedWords } from '../../domain/probe-words'
import { count } from '../../domain/verdict'
import { colourOf } from '../lint/finding-text'
import type { Paint } from '../paint'

/** Findings that are told in full; of the rest their number, since `headgate lint` lists them. */
const most = 12

const words: Partial<Record<Standing, string>> = { fatal: 'fails', harmless: 'harmless here' }

/** What the risk analysis found, worst first, for the plan at a terminal: a line each, with what was counted. */
export function riskLines(risk: RiskEvidence, all: boolean, paint: Paint): string[] {
  const judged = worstFirst(judgeFindings(risk, { stops: [], longestBlockSeconds: 0 }, []))
  const told = all ? judged : judged.filter(({ finding }) => finding.severity !== 'notice')
  const shown = all ? told : told.slice(0, most)
  const left = judged.length - shown.length
  return [
    ...shown.flatMap((each) => findingLines(each, paint)),
    ...(left > 0
      ? [
          paint.dim(
            `${shown.length > 0 ? 'and ' : ''}${count(left, 'more finding', 'more findings')} (--all)`,
          ),
        ]
      : []),
    ...(risk.live?.inTheWay ?? []).map(({ what }) => paint.yellow(`In the way now: ${what}`)),
  ]
}

function findingLines({ finding, standing, because, probes }: JudgedFinding, paint: Paint): string[] {
  const word = words[standing] ?? finding.severity
  const place = `${finding.migration}:${finding.line}`
  const counted = probes.flatMap(({ probe, answer }) =>
    answer?.class === 'some' ? [countedWords(probe.question, answer)] : [],
  )
  return [
    `${colour(standing, finding.severity, paint)(word)}  ${finding.title}  ${paint.dim(`${finding.rule}, ${place}`)}`,
    ...[...counted, ...(because ? [because] : [])].map((line) => `  ${paint.dim(line)}`),
    ...(finding.recipe && standing !== 'harmless'
      ? [`  ${paint.dim('safe way:')} ${finding.recipe.title}`]
      : []),
  ]
}

function colour(standing: Standing, severity: Severity, paint: Paint): (text: string) => string {
  if (standing === 'harmless') return (text) => paint.dim(text)
  return standing === 'fatal' ? (text) => paint.red(text) : colourOf[severity](paint)
}
