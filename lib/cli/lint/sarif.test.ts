import { beforeAll, expect, it } from 'vitest'
import { rules } from '../../risk/rules/rules'
import { finish } from './finish'
import { judge } from './judge'
import type { LintOptions } from './options'
import { sarifLog } from './sarif'

const sql = `-- a comment, größer als vorher 😀
CREATE INDEX "orders_note_idx" ON orders (note);
-- headgate-ignore ban-drop-table: moved
DROP TABLE customers;
ALTER TABLE orders
  ALTER COLUMN note SET NOT NULL;
CREATE TABL x;
`
const path = 'db/großes Ding/0001 a.sql'

type Log = ReturnType<typeof sarifLog>
let log: Log

beforeAll(async () => {
  const scripts = [{ name: path, path, sql, silent: false }]
  const settings = { postgres: 18, runner: null, together: false, hygiene: false, guarded: false }
  const analysis = await judge([{ kind: 'files', scripts }], settings)
  const options = { severity: 'notice', rules: [], without: [] } as unknown as LintOptions
  const problems = [{ path: 'nope.sql', why: 'There is no such file or folder.' }]
  const linted = finish({ analysis, live: null, database: null, scripts, problems, notes: [] }, options)
  const metas = rules.map(({ meta }) => meta)
  // As a reader gets it.
  log = JSON.parse(JSON.stringify(sarifLog(linted, metas, '1.2.3')))
})

const run = () => log.runs[0] as Log['runs'][number]

it('is a log of version 2.1.0 with one run of one tool', () => {
  expect(log.version).toBe('2.1.0')
  expect(log.$schema).toMatch(/sarif-2\.1\.0\.json$/)
  expect(log.runs).toHaveLength(1)
  expect(run().tool.driver).toMatchObject({ name: 'headgate', semanticVersion: '1.2.3' })
  expect(run().columnKind).toBe('utf16CodeUnits')
})

it('describes each rule that a result names, once, with help in both forms', () => {
  const { rules: described } = run().tool.driver
  expect(new Set(described.map(({ id }) => id)).size).toBe(described.length)
  for (const rule of described) {
    expect(rule.shortDescription.text).not.toBe('')
    expect(rule.help.text).not.toBe('')
    expect(rule.help.markdown).toContain('**')
    expect(['error', 'warning', 'note']).toContain(rule.defaultConfiguration.level)
  }
  for (const { ruleId, ruleIndex } of run().results) expect(described[ruleIndex]?.id).toBe(ruleId)
})

interface Place {
  physicalLocation: {
    artifactLocation: { uri: string; uriBaseId: string }
    region: Record<string, number> & { snippet: { text: string } }
  }
}

it('leads each result to its characters', () => {
  expect(run().results.length).toBeGreaterThan(3)
  const lines = sql.split('\n')
  for (const { level, message, locations } of run().results) {
    expect(['error', 'warning', 'note']).toContain(level)
    expect(message.text).toMatch(/\S/)
    expect(locations).toHaveLength(1)
    const [location] = locations as unknown as Place[]
    if (!location) throw new Error('It leads nowhere.')
    const { artifactLocation, region } = location.physicalLocation
    expect(artifactLocation).toEqual({ uri: 'db/gro%C3%9Fes%20Ding/0001%20a.sql', uriBaseId: 'SRCROOT' })
    const { charOffset = -1, charLength = -1, startLine = 0, startColumn = 0, endLine = 0 } = region
    const text = sql.slice(charOffset, charOffset + charLength)
    expect(region.snippet.text).toBe(text)
    expect(
      sql.split('\n', startLine).join('\n').length - (lines[startLine - 1]?.length ?? 0) + startColumn - 1,
    ).toBe(charOffset)
    expect(endLine).toBe(startLine + text.split('\n').length - 1)
  }
})

it('keeps what a comment takes back, as suppressed', () => {
  const suppressed = run().results.filter((result) => 'suppressions' in result)
  expect(suppressed.map(({ ruleId }) => ruleId)).toEqual(['ban-drop-table'])
  expect(suppressed[0]?.suppressions).toEqual([
    { kind: 'inSource', status: 'accepted', justification: 'moved' },
  ])
})

it('says that not everything could be read', () => {
  const [invocation] = run().invocations
  expect(invocation?.executionSuccessful).toBe(false)
  expect(invocation?.toolExecutionNotifications.map(({ level }) => level)).toEqual(['error'])
})

it('offers a fix only where one file is enough for it', () => {
  for (const result of run().results) {
    for (const { artifactChanges } of result.fixes ?? [])
      for (const { replacements } of artifactChanges)
        for (const { deletedRegion, insertedContent } of replacements) {
          expect(deletedRegion.charLength).toBeGreaterThan(0)
          expect(insertedContent.text).not.toMatch(/;$/)
        }
  }
})
