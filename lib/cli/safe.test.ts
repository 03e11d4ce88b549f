import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import type { failedSchema } from '../domain/answers/outcome-schema'
import type { safeAnswer } from '../domain/answers/safe-answer'
import { catalogFrom, preparedDatabase } from './testing/prepared'
import { makeProject, shop } from './testing/project'
import { answerOf, runHeadgate } from './testing/run-headgate'

type Answer = z.infer<typeof safeAnswer> & Partial<Pick<z.infer<typeof failedSchema>, 'failure'>>

const run = promisify(execFile)
const [init, index] = Object.keys(shop) as [keyof typeof shop, keyof typeof shop]

/** A column goes, and an index comes: one belongs into a later release, the other cannot be in a transaction. */
const change = {
  '20260103000000_change':
    'ALTER TABLE "orders" ADD COLUMN "total" INTEGER;\nCREATE INDEX "orders_total_idx" ON "orders"("total");\nALTER TABLE "orders" DROP COLUMN "note";\n',
}
const name = '20260103000000_change'
const folders = async (project: string) => (await readdir(join(project, 'prisma', 'migrations'))).sort()
const fileOf = (project: string, migration: string) =>
  readFile(join(project, 'prisma', 'migrations', migration, 'migration.sql'), 'utf8')

async function safe(project: string, ...args: string[]) {
  const ran = await runHeadgate(['safe', '--json', ...args], { cwd: project })
  return { code: ran.code, answer: await answerOf<Answer>('safe', ran) }
}

describe('headgate safe', () => {
  it('writes what was proved, says what must wait, and how to take it back', async () => {
    const project = await makeProject({ ...shop, ...change })
    const database = await preparedDatabase([
      { name: init, text: shop[init] },
      { name: index, text: shop[index] },
    ])
    const before = await folders(project)
    // The only one that is pending needs no name.
    const { code, answer } = await safe(project, '--url', database, '--yes')
    expect(answer).toMatchObject({ ok: true, dryRun: false, way: { migration: name, proven: true } })
    expect(code).toBe(0)
    const way = answer.way as NonNullable<Answer['way']>
    expect(way.migrations.map((each) => [each.name, each.later])).toEqual([
      [name, false],
      ['20260103000001_create_orders_total_idx', false],
      ['20260103000002_drop_orders_note', true],
    ])
    expect(answer.written.sort()).toEqual(way.migrations.map((each) => `${each.name}/migration.sql`))
    expect(answer.notes.join()).toContain('20260103000002_drop_orders_note must not be deployed with this')
    expect(answer.next).toContain('headgate plan --to 20260103000001_create_orders_total_idx')
    const texts = await Promise.all(way.migrations.map((each) => fileOf(project, each.name)))
    expect(texts).toEqual(way.migrations.map(({ sql }) => sql))
    expect(await catalogFrom(...Object.values(shop), ...texts)).toEqual(
      await catalogFrom(...Object.values({ ...shop, ...change })),
    )

    await run('sh', ['-c', answer.outcome.undo ?? ''])
    expect(await folders(project)).toEqual(before)
    expect(await fileOf(project, name)).toBe(change[name])
  })

  it('prints a patch that git takes, and nothing else on stdout', async () => {
    const project = await makeProject({ ...shop, ...change })
    await run('git', ['init', '--quiet'], { cwd: project })
    const args = ['safe', name, '--rule', 'require-concurrent-index-creation', '--offline', '--patch']
    const { code, stdout, stderr } = await runHeadgate(args, { cwd: project })
    expect(code).toBe(0)
    expect(stderr).toContain('No database was asked')
    expect(await fileOf(project, name)).toBe(change[name])
    const applying = run('git', ['apply'], { cwd: project })
    applying.child.stdin?.end(stdout)
    await applying
    expect(await fileOf(project, name)).not.toContain('CREATE INDEX')
    expect(await fileOf(project, name)).toContain('DROP COLUMN "note"')
    expect(await fileOf(project, '20260103000001_create_orders_total_idx')).toContain('CONCURRENTLY')
  })

  it('leaves alone what is applied, and wants a yes', async () => {
    const project = await makeProject({ ...shop, ...change })
    const rows = Object.entries({ ...shop, ...change }).map(([name, text]) => ({ name, text }))
    const database = await preparedDatabase(rows)
    const applied = await safe(project, name, '--url', database, '--dry-run')
    expect(applied).toMatchObject({ code: 1, answer: { failure: { code: 'migration_not_pending' } } })
    expect(applied.answer.next).toContain(`headgate safe ${name} --offline`)
    expect(await safe(project, '--url', database)).toMatchObject({
      code: 0,
      answer: { ok: true, candidates: [], way: null },
    })
    expect(await safe(project, name, '--offline')).toMatchObject({
      code: 64,
      answer: { failure: { why: expect.stringContaining('say --yes') } },
    })
    expect(await fileOf(project, name)).toBe(change[name])
  })

  it('lists where several could be meant, and says what is wrong with a name or a choice', async () => {
    const project = await makeProject({ ...shop, ...change, '20260104000000_broken': 'ALTER TABL orders;\n' })
    const listed = await safe(project)
    expect(listed.code).toBe(2)
    expect(listed.answer.candidates.map(({ migration }) => migration)).toEqual([name, index])
    const refused = async (...args: string[]) =>
      (await safe(project, '--dry-run', ...args)).answer.failure?.why
    expect(await refused('20260103000000_chnage')).toContain(`Did you mean ${name}?`)
    expect(await refused('20260104000000_broken')).toMatch(/does not parse at line 1/)
    expect(await refused(name, '--rule', 'ban-drop-colum')).toContain('Did you mean ban-drop-column?')
  })
})
