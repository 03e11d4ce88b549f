import type { RuleMeta } from '../../risk/rule'
import { colourOf } from '../lint/finding-text'
import { wrapped } from '../lint/wrapped'
import type { Paint } from '../paint'
import { familyWords } from './family-words'
import { ruleFacts } from './rule-facts'

/** All rules, by family. */
export function ruleListText(metas: readonly RuleMeta[], paint: Paint): string {
  const width = Math.max(...metas.map(({ id }) => id.length))
  const families = Object.keys(familyWords) as RuleMeta['family'][]
  return families
    .flatMap((family) => {
      const own = metas.filter((meta) => meta.family === family)
      if (own.length === 0) return []
      const lines = own.map(({ id, severity, title }) => {
        const word = colourOf[severity](paint)(severity.padEnd(7))
        return `  ${id.padEnd(width)}  ${word}  ${title}`
      })
      return [paint.bold(familyWords[family]), ...lines, '']
    })
    .join('\n')
}

/** One rule's page. */
export function ruleText(meta: RuleMeta, paint: Paint): string {
  const facts = ruleFacts(meta)
  const width = Math.max(...facts.map(([word]) => word.length))
  return [
    `${paint.bold(meta.id)}  ${colourOf[meta.severity](paint)(meta.severity)}`,
    paint.bold(meta.title),
    '',
    ...wrapped(meta.why, 100),
    '',
    ...facts.map(([word, text]) => `${paint.dim(word.padEnd(width))}  ${text}`),
    '',
    paint.bold('The safe way'),
    ...meta.safe.flatMap(({ what, sql }, index) => [
      ...wrapped(`${index + 1}. ${what}`, 98).map((line, at) => `${at === 0 ? '' : '   '}${line}`),
      ...(sql ?? '')
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((line) => `     ${paint.cyan(line)}`),
    ]),
    '',
    paint.dim(`Take one back, above its statement: -- headgate-ignore ${meta.id}: why`),
  ].join('\n')
}
