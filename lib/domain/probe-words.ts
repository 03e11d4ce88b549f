import type { Probe, ProbeAnswer } from './finding'

/** `Rows of orders whose note is NULL` and 3 → `3 rows of orders whose note is NULL`. */
export function countedWords(
  question: string,
  { count, exact }: Pick<ProbeAnswer, 'count' | 'exact'>,
): string {
  const about = lowerFirst(question)
  if (count === null) return `${about}: not counted`
  const number = `${exact ? '' : 'about '}${count.toLocaleString('en-US')}`
  const [noun = '', ...rest] = about.split(' ')
  const one = count === 1 && noun.endsWith('s') ? noun.slice(0, -1) : noun
  return [number, one, ...rest].join(' ')
}

/** What an answer means for the statement that it was asked for. */
export function answerWords({ question }: Probe, answer: ProbeAnswer): string {
  if (answer.class === 'unknown') {
    return `${question}: not known${answer.why ? ` (${lowerFirst(answer.why)})` : ''}.`
  }
  const how = answer.exact ? 'counted' : 'estimated'
  if (answer.class === 'none') return `No ${lowerFirst(question)}, ${how}.`
  return `${upperFirst(countedWords(question, answer))}, ${how}.`
}

function lowerFirst(text: string): string {
  // Not what begins with a name or an acronym: `NULLs`.
  return /^[A-Z][a-z]/.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : text
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
