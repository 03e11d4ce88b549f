import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDeployRequest } from '../operations/open-deploy-request'
import { previewRollback } from '../operations/preview-rollback'
import { requestDeploy } from '../operations/request-deploy'
import { requestRollback } from '../operations/request-rollback'
import { type TestShop, testShop } from '../operations/test-shop'
import { type Runner, startRunner } from './runner'
import { endOf } from './testing/seed'

const within = 240_000

let shop: TestShop
let runner: Runner
beforeAll(async () => {
  shop = await testShop('development')
  shop.removeMigration('20260102000000_note')
  runner = startRunner(shop.context, { pollMs: 30, print: () => {} })
}, within)
afterAll(async () => {
  await runner?.stop()
})

async function deploy() {
  const { context, people, project, environment } = shop
  const asked = {
    projectSlug: project,
    environmentSlug: environment,
    title: 'Drop',
    description: '',
    upTo: null,
  }
  const opened = await openDeployRequest(context, people.author, asked)
  if (!opened.ok) throw new Error(`${opened.failure.what} ${opened.failure.why}`)
  const { number } = opened.value
  const request = await context.db.deployRequest.findFirstOrThrow({
    where: { number, project: { slug: project } },
    include: { plans: true },
  })
  const fingerprint = request.plans[0]?.fingerprint ?? ''
  const run = await requestDeploy(context, people.operator, {
    ...{ projectSlug: project, number, planFingerprint: fingerprint },
  })
  if (!run.ok) throw new Error(`${run.failure.what} ${run.failure.why}`)
  return { fingerprint, run: await endOf(context, run.value.runId, within) }
}

async function preview(deployRunId: string) {
  const seen = await previewRollback(shop.context, shop.people.operator, {
    projectSlug: shop.project,
    deployRunId,
  })
  if (!seen.ok) throw new Error(`${seen.failure.what} ${seen.failure.why}`)
  return seen.value
}

it(
  'puts back through the server what a deploy dropped, and takes back the part of one that failed',
  async () => {
    const { context, people, project } = shop
    shop.writeMigration('20260102000000_total', 'ALTER TABLE "Order" DROP COLUMN "total";\n')
    const first = await deploy()
    expect(first.run.state).toBe('succeeded')
    expect(await shop.sql('SELECT kept_by FROM headgate.kept_data')).toEqual([{ kept_by: 'Olga Operator' }])

    await shop.sql('DELETE FROM "Order" WHERE id = 7')
    const seen = await preview(first.run.id)
    expect(seen).toMatchObject({ best: 'kept', part: null, kept: { possible: true, losses: [] } })
    expect(seen.kept?.forecasts).toMatchObject([{ fits: 99, created: 0, deleted: 1 }])
    expect(seen.reverse.possible).toBe(false)
    const ask = (reverseFingerprint: string, way: 'kept' | 'reverse', run: string, planFingerprint: string) =>
      requestRollback(context, people.operator, {
        ...{
          projectSlug: project,
          deployRunId: run,
          way,
          snapshotId: null,
          planFingerprint,
          reverseFingerprint,
        },
        confirmation: 'Main',
      })
    expect(await ask('0'.repeat(64), 'kept', first.run.id, first.fingerprint)).toMatchObject({
      failure: { code: 'stale_state' },
    })
    const back = await ask(seen.kept?.keptFingerprint ?? '', 'kept', first.run.id, first.fingerprint)
    if (!back.ok) throw new Error(back.failure.why)
    const end = await endOf(context, back.value.runId, within)
    expect([end.state, end.deployRequest?.state]).toEqual(['succeeded', 'rolled_back'])
    expect(await shop.sql('SELECT count(*)::int, sum(total)::int FROM "Order"')).toEqual([
      { count: 99, sum: 5043 },
    ])

    const fails =
      'DO $$ BEGIN IF (SELECT count(*) FROM "Order") > 50 THEN RAISE EXCEPTION \'too many\'; END IF; END $$;\n'
    shop.writeMigration('20260103000000_fails', fails)
    const second = await deploy()
    expect([second.run.state, second.run.deployRequest?.state]).toEqual(['failed', 'failed'])
    const part = await preview(second.run.id)
    expect(part).toMatchObject({
      part: { applied: 1, of: 2 },
      migrations: ['20260102000000_total'],
      best: 'kept',
    })
    const again = await ask(part.kept?.keptFingerprint ?? '', 'kept', second.run.id, second.fingerprint)
    if (!again.ok) throw new Error(again.failure.why)
    expect((await endOf(context, again.value.runId, within)).state).toBe('succeeded')
    expect(await shop.sql('SELECT sum(total)::int FROM "Order"')).toEqual([{ sum: 5043 }])
  },
  within,
)
