import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Context, createContext } from '../../composition/context'
import { createSecrets } from '../../composition/secrets'
import type { Catalog } from '../../domain/catalog'
import type { MigrationFile } from '../../domain/migration'
import type { Plan } from '../../domain/plan'
import { planFingerprint } from '../../domain/plan-fingerprint'
import { defaultPolicies, type Policy } from '../../domain/policy'
import type { RunInput } from '../../domain/run'
import { evidenceOf } from '../../domain/testing/risk'
import { identityOf } from '../../runs/testing/plan'
import { json } from '../../store/json'
import { testControlDatabase } from '../../store/test-control-database'

export interface TestInstallation {
  context: Context
  /** What another process needs to be a runner of the same installation. */
  environment: Record<string, string>
}

export async function testInstallation(): Promise<TestInstallation> {
  const { url, db } = await testControlDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'headgate-runner-'))
  const secretKey = randomBytes(32).toString('hex')
  const environment = {
    HEADGATE_DATABASE_URL: url,
    HEADGATE_DATA_DIR: dataDir,
    HEADGATE_SECRET_KEY: secretKey,
  }
  const config = { ...configDefaults, databaseUrl: url, dataDir, secretKey: Buffer.from(secretKey, 'hex') }
  return { context: createContext({ db, config, secrets: createSecrets(config.secretKey) }), environment }
}

const configDefaults = { publicUrl: 'http://localhost:3000', authSecret: 'test' }

export interface SeededRun {
  runId: string
  requestId: string
  environmentId: string
}

export interface SeededEnvironment {
  environmentId: string
  projectId: string
  userId: string
}

export async function seedEnvironment(
  { db, secrets }: Context,
  url: string,
  policy: Partial<Policy> = {},
): Promise<SeededEnvironment> {
  const id = randomUUID().slice(0, 8)
  const user = await db.user.create({
    data: { id: `user-${id}`, name: 'Olga Operator', email: `${id}@test.local`, role: 'administrator' },
  })
  const project = await db.project.create({
    data: { slug: `shop-${id}`, name: 'Shop', sourcePath: '/nowhere' },
  })
  const identity = await identityOf(url)
  const environment = await db.environment.create({
    data: {
      projectId: project.id,
      slug: 'staging',
      name: 'Staging',
      kind: 'staging',
      position: 0,
      urlSecret: secrets.seal(url),
      label: 'test',
      policy: { ...defaultPolicies.staging, ...policy },
      systemIdentifier: identity.systemIdentifier,
      databaseOid: BigInt(identity.databaseOid),
    },
  })
  return { environmentId: environment.id, projectId: project.id, userId: user.id }
}

/** A deploy request that was approved and asked for, and its queued run. */
export async function seedDeploy(
  { db }: Context,
  seeded: SeededEnvironment,
  plan: Plan,
  files: MigrationFile[],
  { takeSnapshot = false, evidence = evidenceOf(), base = {} as Catalog } = {},
): Promise<SeededRun> {
  const { environmentId, projectId, userId } = seeded
  const revision = await db.revision.create({
    data: { projectId, digest: randomUUID(), schemaFiles: [], migrations: json(files) },
  })
  const number = (await db.deployRequest.count({ where: { projectId } })) + 1
  const request = await db.deployRequest.create({
    data: {
      number,
      projectId,
      environmentId,
      revisionId: revision.id,
      title: 'Deploy',
      openedById: userId,
      state: 'deploying',
    },
  })
  const fingerprint = planFingerprint(plan)
  const row = await db.plan.create({
    data: {
      deployRequestId: request.id,
      fingerprint,
      body: json(plan),
      evidence: json(evidence),
      base: json(base),
    },
  })
  const input: RunInput = { kind: 'deploy', planFingerprint: fingerprint, takeSnapshot }
  const run = await db.run.create({
    data: {
      kind: 'deploy',
      environmentId,
      deployRequestId: request.id,
      planId: row.id,
      input: json(input),
      requestedById: userId,
    },
  })
  return { runId: run.id, requestId: request.id, environmentId }
}

/** A rehearsal of a plan that is open, asked for; a snapshot is taken first. */
export async function seedRehearsal(
  context: Context,
  seeded: SeededEnvironment,
  plan: Plan,
  files: MigrationFile[],
): Promise<SeededRun & { planId: string }> {
  const { db } = context
  const { projectId, environmentId, userId } = seeded
  const revision = await db.revision.create({
    data: { projectId, digest: randomUUID(), schemaFiles: [], migrations: json(files) },
  })
  const request = await db.deployRequest.create({
    data: {
      ...{ number: 1, projectId, environmentId, revisionId: revision.id, openedById: userId },
      ...{ title: 'Rehearsed', state: 'open' },
    },
  })
  const fingerprint = planFingerprint(plan)
  const { id: planId } = await db.plan.create({
    data: { deployRequestId: request.id, fingerprint, body: json(plan), evidence: json(evidenceOf()) },
  })
  const input: RunInput = { kind: 'rehearse', planFingerprint: fingerprint, snapshotId: null }
  const run = await db.run.create({
    data: {
      ...{ kind: 'rehearse', environmentId, deployRequestId: request.id, planId, requestedById: userId },
      input: json(input),
    },
  })
  return { runId: run.id, requestId: request.id, environmentId, planId }
}

/** The rollback of a deployed run, asked for. */
export async function seedRollback(
  { db }: Context,
  deployed: SeededRun,
  input: Extract<RunInput, { kind: 'rollback' }>,
): Promise<string> {
  const deploy = await db.run.findUniqueOrThrow({ where: { id: deployed.runId } })
  await db.deployRequest.update({ where: { id: deployed.requestId }, data: { state: 'rolling_back' } })
  const { environmentId, deployRequestId, planId, requestedById } = deploy
  const run = await db.run.create({
    data: {
      kind: 'rollback',
      environmentId,
      deployRequestId,
      planId,
      requestedById,
      deployRunId: deploy.id,
      input: json(input),
    },
  })
  return run.id
}

/** Polls until the run has ended; fails after `withinMs`. */
export async function endOf({ db }: Context, runId: string, withinMs = 45_000) {
  const until = Date.now() + withinMs
  for (;;) {
    const run = await db.run.findUniqueOrThrow({
      where: { id: runId },
      include: {
        steps: { orderBy: { position: 'asc' } },
        log: { orderBy: { id: 'asc' } },
        deployRequest: true,
      },
    })
    if (run.endedAt) return run
    if (Date.now() > until) throw new Error(`Run ${runId} is still ${run.state}.`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
