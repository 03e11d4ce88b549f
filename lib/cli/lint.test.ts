import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { lintAnswer } from '../domain/answers/lint-answer'
import { preparedDatabase } from './testing/prepared'
import { makeProject, shop } from './testing/project'
import { answerOf, runHeadgate } from './testing/run-headgate'

type Answer = z.infer<typeof lintAnswer>

const made: string[] = []
afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true, force: true })
})

/** A folder with these files. */
async function folderOf(files: Record<string, string | Buffer>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headgate-lint-'))
  made.push(folder)
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  return folder
}

async function lint(cwd: string, ...args: string[]) {
  const ran = await runHeadgate(['lint', '--json', ...args], { cwd })
  const answer = await answerOf<Answer>('lint', ran)
  return { code: ran.code, answer, found: answer.analysis?.findings.map(whereAndWhat) }
}

const whereAndWhat = ({ migration, line, rule }: Answer['analysis']['findings'][number]) =>
  `${migration}:${line} ${rule}`

const index = 'CREATE INDEX orders_note_idx ON orders (note);\n'
const table = 'CREATE TABLE orders (id bigint PRIMARY KEY, note text);\n'
const slow = 'require-concurrent-index-creation'

describe('headgate lint FILE', () => {
  it('judges a table that it does not know as one in use, and exits by what it finds', async () => {
    const folder = await folderOf({
      'index.sql': index,
      'table.sql': table,
      'broken.sql': 'CREATE TABL a;\n',
    })
    const one = await lint(folder, 'index.sql')
    expect(one.found).toContain(`index.sql:1 ${slow}`)
    expect(one.code).toBe(one.answer.counts.danger > 0 ? 3 : 2)
    expect(one.answer.analysis.migrations[0]?.statements[0]).toMatchObject({
      locks: [{ relation: 'public.orders', mode: 'SHARE', fresh: false }],
      cost: 'index build',
      blocks: 'writes',
      transaction: 0,
    })
    const quiet = await lint(folder, 'table.sql')
    expect(quiet).toMatchObject({ code: 0, answer: { verdict: 'clean', ok: true } })
    expect(await lint(folder, 'broken.sql')).toMatchObject({ code: 3, found: ['broken.sql:1 syntax-error'] })
  })

  it('reads stdin', async () => {
    const ran = await runHeadgate(['lint', '-'], {
      cwd: tmpdir(),
      onStart: (child) => child.stdin?.end(index),
      stdin: 'pipe',
    })
    expect(ran.stdout).toContain('<stdin>:1:1')
    expect(ran.stdout).toContain(slow)
  })

  it('takes numbered files for a row, in the order of their numbers, and others for themselves', async () => {
    const files = { 'V2__orders.sql': table, 'V10__index.sql': index, 'a.sql': table, 'b.sql': index }
    const folder = await folderOf(files)
    const row = await lint(folder, 'V10__index.sql', 'V2__orders.sql')
    expect(row.answer.files.map(({ path }) => path)).toEqual(['V2__orders.sql', 'V10__index.sql'])
    // Another deploy created it: it is in use by now, unless both are deployed together.
    expect(row.found).toContain(`V10__index.sql:1 ${slow}`)
    const together = await lint(folder, '--together', 'V2__orders.sql', 'V10__index.sql')
    expect(together.found).not.toContain(`V10__index.sql:1 ${slow}`)
    expect((await lint(folder, 'a.sql', 'b.sql')).found).toContain(`b.sql:1 ${slow}`)
    const both = await lint(folder, 'a.sql', 'b.sql', '--together')
    expect(both.found).not.toContain(`b.sql:1 ${slow}`)
  })

  it('tells what it cannot read, and judges the rest', async () => {
    const folder = await folderOf({
      'a.sql': index,
      'utf16.sql': Buffer.from('\uFEFFDROP TABLE a;', 'utf16le'),
      'latin1.sql': Buffer.from("COMMENT ON TABLE a IS 'Größe';", 'latin1'),
      'empty.sql': '',
      'none/readme.md': '',
    })
    const { code, answer, found } = await lint(
      folder,
      ...['nope.sql', 'utf16.sql', 'latin1.sql', 'empty.sql', 'none', 'a.sql', './a.sql'],
    )
    expect(found?.filter((each) => each.startsWith('a.sql'))).toContain(`a.sql:1 ${slow}`)
    expect(found?.filter((each) => each.endsWith(slow))).toHaveLength(1)
    expect(answer.ok).toBe(false)
    expect(answer.problems.map(({ path }) => path)).toEqual(['nope.sql', 'none', 'utf16.sql', 'latin1.sql'])
    expect(answer.problems.map(({ why }) => why).join()).toMatch(/UTF-16.*not UTF-8/s)
    expect(answer.notes).toEqual(['empty.sql is empty.'])
    expect(code).toBe(answer.counts.danger > 0 ? 3 : 1)
    expect((await lint(folder, 'nope.sql')).code).toBe(1)
  })

  it('shows only what is asked for, and exits by that', async () => {
    const folder = await folderOf({ 'a.sql': `${index}DROP TABLE customers;\n` })
    const rules = async (...args: string[]) =>
      (await lint(folder, 'a.sql', ...args)).answer.analysis.findings.map(({ rule }) => rule)
    expect(await rules('--rule', slow)).toEqual([slow])
    expect(await rules('--without', `${slow},ban-drop-table`)).not.toContain(slow)
    const one = await lint(folder, 'a.sql', '--rule', 'truncate')
    expect(one).toMatchObject({ code: 0, found: [] })
    expect(
      new Set(
        (await lint(folder, 'a.sql', '--severity', 'danger')).answer.analysis.findings.map((f) => f.severity),
      ),
    ).not.toContain('warning')
  })

  it.each([
    [['--postgres', '13'], '14 to 18'],
    [['--postgres', 'new'], '14 to 18'],
    [['--runner', 'flyway'], 'prisma, headgate, plain'],
    [['--severity', 'high'], 'danger, warning, notice'],
    [['--rule', 'require-concurent-index-creation'], `Did you mean ${slow}?`],
    [['--sarif', '--github'], 'choose one'],
    [['--url', 'postgresql://u:secret@h/d'], '--project'],
    [['--together', '--separate'], 'contradict'],
  ])('refuses %j', async (args, why) => {
    const ran = await runHeadgate(['lint', 'a.sql', ...args])
    expect(ran).toMatchObject({ code: 64, stdout: '' })
    expect(ran.stderr).toContain(why)
    expect(ran.stderr).not.toContain('secret')
  })
})

describe('headgate lint of Prisma’s migrations', () => {
  it('judges each on the schema that the ones before it build', async () => {
    const project = await makeProject({
      ...shop,
      '20260103000000_new':
        'CREATE TABLE "items" ("id" INTEGER NOT NULL, "note" TEXT);\nCREATE INDEX "items_note_idx" ON "items"("note");\n',
    })
    const expected = [`20260102000000_index:1 ${slow}`]
    const slowOnes = (found: string[] | undefined) => found?.filter((each) => each.endsWith(slow))
    expect(slowOnes((await lint(project)).found)).toEqual(expected)
    expect(slowOnes((await lint(tmpdir(), '--project', project)).found)).toEqual(expected)
    const folder = await lint(project, 'prisma/migrations')
    expect(slowOnes(folder.found)).toEqual([`prisma/migrations/20260102000000_index/migration.sql:1 ${slow}`])
    // A single one comes with those before it, of which nothing is said.
    const one = await lint(project, 'prisma/migrations/20260102000000_index/migration.sql')
    expect(one.answer.files).toHaveLength(1)
    expect(slowOnes(one.found)).toHaveLength(1)
    const since = await lint(project, '--since', '20260102000000_index')
    expect(since.answer.files.map(({ name }) => name)).toEqual(['20260103000000_new'])
    const wrong = await runHeadgate(['lint', '--since', '20260102000000_indx'], { cwd: project })
    expect(wrong).toMatchObject({ code: 64 })
    expect(wrong.stderr).toContain('Did you mean 20260102000000_index?')
  })

  it('says where a project is to be found, where there is none', async () => {
    const ran = await runHeadgate(['lint'], { cwd: await folderOf({}) })
    expect(ran.code).toBe(1)
    expect(ran.stderr).toContain('headgate lint FILE')
  })

  it('judges what is pending on a live database by what is there', async () => {
    const project = await makeProject({
      ...shop,
      '20260103000000_required': 'ALTER TABLE "orders" ALTER COLUMN "note" SET NOT NULL;\n',
    })
    const rows = 'INSERT INTO orders (note) SELECT NULLIF(i, 7)::text FROM generate_series(1, 10) AS i'
    const url = await preparedDatabase(
      Object.entries(shop).map(([name, text]) => ({ name, text })),
      rows,
    )
    const { answer, found } = await lint(project, '--url', url)
    expect(answer.files.map(({ name }) => name)).toEqual(['20260103000000_required'])
    expect(answer.database).toMatch(/^[^:]+:\d+\/\w+$/)
    expect(found?.length).toBeGreaterThan(0)
    expect(answer.live?.tables.map(({ name }) => name)).toContain('public.orders')
    const answers = answer.live?.answers.filter(({ id }) =>
      answer.analysis.probes.some((probe) => probe.id === id),
    )
    expect(answers?.map(({ count }) => count)).toContain(1)
    // A row without a value makes it fail; that ten rows are scanned holds nobody up.
    const severities = answer.analysis.findings.map(({ rule, severity }) => `${rule}: ${severity}`)
    expect(severities).toContain('adding-not-nullable-field: notice')
    expect(severities.filter((each) => each.startsWith('not-null-with-nulls'))).not.toContain(
      'not-null-with-nulls: notice',
    )
    const ran = await runHeadgate(['lint', '--url', url, '--all'], { cwd: project })
    expect(ran.stdout).toMatch(/here .* 1$/m)
    expect(ran.stdout).toContain('The database, as it is now')
    expect(ran.stdout).toContain('headgate safe 20260103000000_required writes it')
  })
})

describe('what headgate lint prints', () => {
  it('shows the place, the reason, the lock and the safe way to people', async () => {
    const folder = await folderOf({ 'a.sql': `\n  ${index}` })
    const { stdout } = await runHeadgate(['lint', 'a.sql'], { cwd: folder })
    expect(stdout).toMatch(/^a\.sql:2:3 {2}(danger|warning) {2}require-concurrent-index-creation$/m)
    expect(stdout).toContain('    2 │   CREATE INDEX orders_note_idx')
    expect(stdout).toMatch(/^ {6}│ {3}\^{45,46}$/m)
    expect(stdout).toContain('lock  SHARE on orders while the index is built: writes wait')
    expect(stdout).toContain('CONCURRENTLY')
    expect(stdout).toMatch(/^\d (danger|warning).* in 1 statement in 1 file\.$/m)
    expect(stdout).toContain('Next: ')
    expect(stdout).not.toContain('headgate safe')
    expect(stdout).not.toContain('\x1b[')
    const coloured = await runHeadgate(['lint', 'a.sql'], { cwd: folder, env: { FORCE_COLOR: '1' } })
    expect(coloured.stdout).toContain('\x1b[')
  })

  it('tells of comments that take a finding back, and of those that do not count', async () => {
    const folder = await folderOf({
      'a.sql': `-- headgate-ignore ${slow}, several-tables-locked: small\n${index}`,
    })
    const { answer } = await lint(folder, 'a.sql')
    expect(answer.analysis.findings.map(({ rule }) => rule)).not.toContain(slow)
    expect(answer.analysis.ignored.map(({ comment }) => comment.reason)).toContain('small')
    expect(answer.analysis.unusedIgnores).toHaveLength(1)
    const { stdout } = await runHeadgate(['lint', 'a.sql'], { cwd: folder })
    expect(stdout).toContain(`ignored  ${slow}  a.sql:2  small`)
    expect(stdout).toContain('ignore that does not count  a.sql:1')
  })

  it('escapes what GitHub takes for signs', async () => {
    const folder = await folderOf({ 'a,b%.sql': index })
    const { stdout } = await runHeadgate(['lint', '--github', 'a,b%.sql'], { cwd: folder })
    const lines = stdout.trimEnd().split('\n')
    expect(lines.at(-1)).toContain('in 1 statement in 1 file.')
    for (const line of lines.slice(0, -1))
      expect(line).toMatch(
        /^::(error|warning|notice) file=a%2Cb%25\.sql,line=1,endLine=1,col=1,title=[^:,]+%3A [^:]*::.+$/,
      )
    expect(stdout).toContain('%0ALock: SHARE on orders')
  })
})
