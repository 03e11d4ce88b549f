import type { Finding, Severity } from '../../domain/finding'
import type { RuleMeta } from '../../risk/rule'
import type { Linted } from './lint-answer'
import { lockWords } from './lock-words'

const levels: Record<Severity, 'error' | 'warning' | 'note'> = {
  danger: 'error',
  warning: 'warning',
  notice: 'note',
}

/** A log of SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function sarifLog({ answer, scripts }: Linted, metas: readonly RuleMeta[], version: string) {
  const { findings, ignored, unusedIgnores } = answer.analysis
  const used = [...new Set([...findings, ...ignored.map(({ finding }) => finding)].map(({ rule }) => rule))]
  const rules = used.map((id) =>
    ruleOf(
      id,
      metas.find((meta) => meta.id === id),
    ),
  )
  const uriOf = (name: string) => artifactUri(scripts.get(name)?.path ?? name)
  const result = (finding: Finding, reason?: string) => ({
    ruleId: finding.rule,
    ruleIndex: used.indexOf(finding.rule),
    level: levels[finding.severity],
    message: { text: messageOf(finding) },
    locations: [locationOf(finding, uriOf(finding.migration), scripts.get(finding.migration)?.sql)],
    partialFingerprints: { 'headgateFinding/v1': finding.id },
    ...fixesOf(finding, uriOf(finding.migration)),
    ...(reason !== undefined && {
      suppressions: [{ kind: 'inSource', status: 'accepted', justification: reason }],
    }),
    properties: propertiesOf(finding),
  })
  const notifications = [
    ...unusedIgnores.map(({ migration, line, why }) => ({
      level: 'warning',
      message: { text: why },
      locations: [{ physicalLocation: { artifactLocation: uriOf(migration), region: { startLine: line } } }],
    })),
    ...answer.problems.map(({ path, why }) => ({
      level: 'error',
      message: { text: `${path}: ${why}` },
      locations: [{ physicalLocation: { artifactLocation: artifactUri(path) } }],
    })),
    ...answer.notes.map((text) => ({ level: 'note', message: { text } })),
  ]
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'headgate', semanticVersion: version, rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [base]: { description: { text: 'The folder in which headgate was called.' } } },
        invocations: [
          { executionSuccessful: answer.problems.length === 0, toolExecutionNotifications: notifications },
        ],
        results: [
          ...findings.map((finding) => result(finding)),
          ...ignored.map(({ finding, comment }) => result(finding, comment.reason)),
        ],
      },
    ],
  }
}

const base = 'SRCROOT'

function artifactUri(path: string) {
  const parts = path.replaceAll('\\', '/').split('/').map(encodeURIComponent)
  const uri = parts.join('/')
  return path.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: base }
}

function locationOf(finding: Finding, artifactLocation: object, sql: string | undefined) {
  const { line, column, start, end } = finding
  const region = {
    startLine: line,
    startColumn: column,
    ...(sql !== undefined && endOf(sql, end)),
    charOffset: start,
    charLength: Math.max(0, end - start),
    ...(sql !== undefined && { snippet: { text: sql.slice(start, end) } }),
  }
  return {
    physicalLocation: { artifactLocation, region },
    ...(finding.tables.length > 0 && {
      logicalLocations: finding.tables.map((fullyQualifiedName) => ({ fullyQualifiedName, kind: 'type' })),
    }),
  }
}

function endOf(sql: string, end: number) {
  const before = sql.slice(0, end)
  const lines = before.split('\n')
  return { endLine: lines.length, endColumn: (lines.at(-1)?.length ?? 0) + 1 }
}

function messageOf(finding: Finding): string {
  const lock = lockWords(finding)
  return [
    `${finding.title}.`.replace(/([.?!])\.$/, '$1'),
    finding.reason,
    ...(lock ? [`Lock: ${lock}.`] : []),
  ].join(' ')
}

/** Only where all that is needed stands in the file itself: what takes other migrations cannot be a fix of this one. */
function fixesOf({ recipe, start, end }: Finding, artifactLocation: object) {
  const rewrite = recipe?.rewrite
  if (!recipe || !rewrite || rewrite.command !== null || rewrite.before.length + rewrite.after.length > 0)
    return {}
  const insertedContent = { text: rewrite.instead.trim().replace(/;$/, '') }
  const replacements = [{ deletedRegion: { charOffset: start, charLength: end - start }, insertedContent }]
  return {
    fixes: [{ description: { text: recipe.title }, artifactChanges: [{ artifactLocation, replacements }] }],
  }
}

function propertiesOf({ family, locks, cost, blocks, dataLoss, breaksApp, tables, recipe }: Finding) {
  const safe = recipe?.steps.map(({ what, sql }) => (sql ? `${what}\n${sql}` : what))
  return { family, tables, locks, cost, blocks, dataLoss, breaksApp, ...(safe && { safe }) }
}

function ruleOf(id: string, meta: RuleMeta | undefined) {
  const title = meta?.title ?? 'What PostgreSQL cannot parse'
  const why = meta?.why ?? 'PostgreSQL refuses the script there.'
  const steps = (meta?.safe ?? []).map(({ what, sql }, index) => ({ number: index + 1, what, sql }))
  const plain = steps.map(({ number, what, sql }) => `${number}. ${what}${sql ? `\n   ${sql}` : ''}`)
  const marked = steps.map(
    ({ number, what, sql }) => `${number}. ${what}${sql ? `\n   \`\`\`sql\n   ${sql}\n   \`\`\`` : ''}`,
  )
  return {
    id,
    name: id.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: [why, ...plain].join('\n\n'), markdown: [`**${title}**`, why, ...marked].join('\n\n') },
    defaultConfiguration: { level: levels[meta?.severity ?? 'danger'] },
    properties: { family: meta?.family ?? 'transaction', tags: ['database', 'postgresql', 'migration'] },
  }
}
