import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogFrom } from './testing/prepared'
import { makeProject, shop, shopSchema } from './testing/project'
import { answerOf, runHeadgate } from './testing/run-headgate'

const grown = `${shopSchema.replace('  @@index', '  lines lines[]\n\n  @@index')}
model lines {
  id      Int    @id @default(autoincrement())
  orderId Int
  order   orders @relation(fields: [orderId], references: [id])
}
`

function creator(project: string) {
  return async (...args: string[]) => {
    // No database is named, and none is needed.
    const ran = await runHeadgate(['create', '--json', ...args], { cwd: project })
    // biome-ignore lint/suspicious/noExplicitAny: its schema was checked
    return { code: ran.code, answer: await answerOf<any>('create', ran) }
  }
}

const folders = (project: string) => readdir(join(project, 'prisma', 'migrations'))

describe('create', () => {
  it('writes what leads from the migrations to the schema, and says which foreign key has no index', async () => {
    const project = await makeProject(shop, grown)
    const create = creator(project)
    const before = await folders(project)
    const dry = await create('add lines', '--dry-run')
    expect(dry).toMatchObject({ code: 0, answer: { ok: true, written: [] } })
    expect(await folders(project)).toEqual(before)

    const { code, answer } = await create('add lines')
    expect(code).toBe(0)
    expect(answer.migration.name).toMatch(/^\d{14}_add_lines$/)
    expect(answer.written).toEqual([`${answer.migration.name}/migration.sql`])
    expect(answer.notes.join()).toContain('orderId')
    const file = join(project, 'prisma', 'migrations', answer.migration.name, 'migration.sql')
    const script = await readFile(file, 'utf8')
    expect(script).toBe(answer.migration.sql)
    expect(Object.keys(await catalogFrom(...Object.values(shop), script))).toContain(
      'constraint:public.lines.lines_orderId_fkey',
    )
    expect(await create('again')).toMatchObject({
      code: 0,
      answer: { ok: true, migration: null, written: [] },
    })
  })

  it('writes an empty one for a script of one’s own, and wants a name', async () => {
    const project = await makeProject(shop, shopSchema)
    const create = creator(project)
    const { answer } = await create('fill notes', '--data')
    expect(answer.written).toEqual([expect.stringMatching(/_fill_notes\/migration\.sql$/)])
    expect(await create()).toMatchObject({ code: 64, answer: { failure: { code: 'usage_wrong' } } })
    expect(await create('…')).toMatchObject({ code: 64 })
  })
})
