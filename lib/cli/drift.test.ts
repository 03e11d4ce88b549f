import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { makeProject, shop, shopSchema } from './testing/project'
import { answerOf, runHeadgate } from './testing/run-headgate'
import { sql } from './testing/sql'

interface Drift {
  drift: { state: string; details: string[]; objects: { key: string; ignored: boolean }[] }
  changes: { key: string; before: string | null; after: string | null }[]
  ignored: { key: string; reason: string; stale: boolean }[]
  ignoredFile: string | null
  inventory: unknown
}

describe('drift', () => {
  it('tells each object, leaves what is ignored with a reason, and counts it again when it changes', async () => {
    const [project, server] = await Promise.all([makeProject(shop, shopSchema), testServer()])
    const url = await server.createDatabase('cli_drift')
    await runHeadgate(['deploy', '--yes', '--url', url], { cwd: project })
    const look = async (...args: string[]) => {
      const ran = await runHeadgate(['drift', '--json', '--url', url, ...args], { cwd: project })
      return { code: ran.code, ...(await answerOf<Drift>('drift', ran)) }
    }
    expect(await look()).toMatchObject({ code: 0, drift: { state: 'none' }, changes: [] })

    await sql(
      url,
      `CREATE INDEX by_hand ON orders (id) WHERE note IS NULL; ALTER TABLE orders ALTER note SET DEFAULT '-'`,
    )
    const drifted = await look()
    expect(drifted).toMatchObject({ code: 3, drift: { state: 'drifted' } })
    const index = 'index:public.orders.by_hand'
    const column = 'column:public.orders.note'
    expect(drifted.changes.map(({ key }) => key).sort()).toEqual([column, index])
    expect(drifted.changes.find(({ key }) => key === index)).toMatchObject({ before: null })

    const wanted = await runHeadgate(['drift', '--url', url, '--ignore', index], { cwd: project })
    expect(wanted).toMatchObject({ code: 64, stderr: expect.stringContaining('--reason') })
    const unknown = await runHeadgate(['drift', '--url', url, '--ignore', 'index:x', '--reason', 'y'], {
      cwd: project,
    })
    expect(unknown.code).toBe(64)

    const ignoring = await look('--ignore', index, '--ignore', column, '--reason', 'made by the DBA')
    expect(ignoring).toMatchObject({ code: 0, drift: { state: 'none' } })
    const file = JSON.parse(await readFile(join(project, 'prisma', '.headgate-drift.json'), 'utf8'))
    expect(file.ignored).toMatchObject([{ key: column }, { key: index, reason: 'made by the DBA' }])
    const status = await runHeadgate(['status', '--drift', '--url', url], { cwd: project })
    expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining('2 ignored') })

    const listed = await look('--inventory')
    expect(listed.inventory).toEqual([
      { key: index, kind: 'index', name: 'orders.by_hand', why: 'a partial index', drifted: true },
    ])

    await sql(url, `ALTER TABLE orders ALTER note SET DEFAULT '?'`)
    const again = await look()
    expect(again).toMatchObject({ code: 3, drift: { details: [expect.stringContaining('orders.note')] } })
    expect(again.ignored).toMatchObject([
      { key: column, stale: true },
      { key: index, stale: false },
    ])
  })

  it('leaves a table that was made by hand with all of its parts, and takes nothing of it back', async () => {
    const [project, server] = await Promise.all([makeProject(shop, shopSchema), testServer()])
    const url = await server.createDatabase('cli_drift_table')
    await runHeadgate(['deploy', '--yes', '--url', url], { cwd: project })
    await sql(
      url,
      `CREATE TABLE audit_of_the_dba (id serial PRIMARY KEY, what text CHECK (what <> ''));
       CREATE INDEX by_hand ON orders (id)`,
    )
    const key = 'table:public.audit_of_the_dba'
    const args = ['--json', '--url', url]
    await runHeadgate(['drift', ...args, '--ignore', key, '--reason', 'not ours'], { cwd: project })
    const after = await answerOf<Drift>('drift', await runHeadgate(['drift', ...args], { cwd: project }))
    const open = after.drift.objects.filter(({ ignored }) => !ignored).map((object) => object.key)
    expect(open).toEqual(['index:public.orders.by_hand'])
    expect(after.drift.objects.length).toBeGreaterThan(4)
  })
})
