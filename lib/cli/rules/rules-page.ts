import type { RuleMeta } from '../../risk/rule'
import { familyWords } from './family-words'
import { ruleFacts } from './rule-facts'

/** The documentation of all rules, in Markdown. Made of their metadata alone. */
export function rulesPage(metas: readonly RuleMeta[]): string {
  const families = (Object.keys(familyWords) as RuleMeta['family'][]).filter((family) =>
    metas.some((meta) => meta.family === family),
  )
  const of = (family: RuleMeta['family']) => metas.filter((meta) => meta.family === family)
  return [
    '# What the risk analysis looks for',
    '',
    'Made by `npm run headgate:docs` of what each rule says of itself (`rules/<id>/rule.ts`); change it there.',
    '',
    'A finding is a **danger** when it can stop a site, lose data or fail, a **warning** when it wants a second look,',
    'a **notice** when it is good to know. Hygiene is off unless it is asked for (`headgate lint --hygiene`). What a',
    'migration creates itself is in nobody’s way, and gives no finding.',
    '',
    'A comment above a statement, or at the end of its line, takes a finding back; it needs a reason:',
    '',
    '```sql',
    '-- headgate-ignore require-concurrent-index-creation: the table holds twelve rows',
    'CREATE INDEX orders_note_idx ON orders (note);',
    '```',
    '',
    '`-- headgate-ignore-file <rule>: why` does it for the whole script. A comment that matches no finding is reported.',
    'Where people review a plan, a comment takes no danger back: there somebody who may do so accepts it, with a reason.',
    '',
    ...families.flatMap((family) => [
      `## ${familyWords[family]}`,
      '',
      '| Rule | Severity | |',
      '|---|---|---|',
      ...of(family).map(({ id, severity, title }) => `| [${id}](#${id}) | ${severity} | ${cell(title)} |`),
      '',
    ]),
    ...families.flatMap((family) => of(family).flatMap(ruleSection)),
  ]
    .join('\n')
    .replace(/\n+$/, '\n')
}

function ruleSection(meta: RuleMeta): string[] {
  return [
    `## ${meta.id}`,
    '',
    `**${meta.title}.** ${meta.why}`,
    '',
    `| | |`,
    '|---|---|',
    `| Severity | ${meta.severity} |`,
    ...ruleFacts(meta).map(([word, text]) => `| ${word} | ${cell(text)} |`),
    '',
    ...meta.safe.flatMap(({ what, sql }, index) => [
      `${index + 1}. ${what}`,
      ...(sql
        ? [
            '',
            '   ```sql',
            ...sql
              .trim()
              .split('\n')
              .map((line) => `   ${line}`.trimEnd()),
            '   ```',
          ]
        : []),
    ]),
    '',
  ]
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
