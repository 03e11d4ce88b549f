import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../composition/context'
import { perform } from '../composition/perform'
import { viewerOf } from '../composition/session'
import { testContext, testHeaders, testPassword, testPerson } from '../composition/test-context'
import { testServer } from '../databases/embedded/test-server'
import type { Role } from '../domain/permission'
import { defaultPolicies } from '../domain/policy'
import { verifyAuditChain } from '../store/audit'
import { settingsActs } from './settings-acts'

let context: Context
const headersOf = {} as Record<Role, Headers>

beforeAll(async () => {
  context = await testContext()
  for (const role of ['viewer', 'author', 'reviewer', 'operator', 'administrator'] as const) {
    headersOf[role] = await testHeaders(context, (await testPerson(context, role)).email)
  }
})

afterAll(async () => {
  expect(await verifyAuditChain(context.db)).toMatchObject({ intact: true })
  await context.db.$disconnect()
})

type Name = keyof typeof settingsActs

// biome-ignore lint/suspicious/noExplicitAny: every act has its own input and value, and the browser may send anything
async function done(name: Name, input: unknown, as: Role | Headers = 'administrator'): Promise<any> {
  const headers = as instanceof Headers ? as : headersOf[as]
  // biome-ignore lint/suspicious/noExplicitAny: see above
  return perform(context, headers, settingsActs[name] as any, input)
}

async function codeOf(name: Name, input: unknown, as: Role | Headers = 'administrator'): Promise<string> {
  const result = await done(name, input, as)
  return result.ok ? 'ok' : result.failure.code
}

const schema = 'datasource db {\n  provider = "postgresql"\n}\n'

function projectFolder(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'headgate-settings-')))
  writeIn(root, 'prisma/schema.prisma', schema)
  writeIn(root, 'prisma/migrations/migration_lock.toml', 'provider = "postgresql"\n')
  writeIn(root, 'prisma/migrations/1_first/migration.sql', 'CREATE TABLE "a" ("id" INTEGER);')
  return root
}

function writeIn(root: string, path: string, content: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

async function connectedProject(name = 'Shop'): Promise<{ slug: string; path: string }> {
  const path = projectFolder()
  const result = await done('connectProject', { path, name })
  if (!result.ok) throw new Error(result.failure.why)
  return { slug: result.value.slug, path }
}

async function emptyDatabase(): Promise<string> {
  return (await testServer()).createDatabase('environment')
}

const neon = { provider: 'neon', projectId: 'quiet-shop-1', branchId: 'br-main-1', key: 'napi_x' }
const somePolicy = { ...defaultPolicies.production, approvals: 2 }

/** A well-formed input of each act, for a project and a person that exist. */
async function inputs(): Promise<Record<Name, unknown>> {
  const { slug: projectSlug } = await connectedProject()
  const environment = { projectSlug, environmentSlug: 'production' }
  const person = await testPerson(context, 'viewer')
  return {
    inspectProject: { path: projectFolder() },
    connectProject: { path: projectFolder(), name: 'Other' },
    refreshProject: { projectSlug },
    moveProject: { projectSlug, path: projectFolder() },
    checkConnection: { url: 'postgresql://u:p@localhost:1/x' },
    connectEnvironment: {
      projectSlug,
      name: 'P',
      kind: 'production',
      url: 'postgresql://u:p@localhost:1/x',
      shadowUrl: null,
    },
    replaceEnvironmentUrl: { ...environment, url: 'postgresql://u:p@localhost:1/x' },
    changePolicy: { ...environment, policy: somePolicy, was: somePolicy },
    disconnectEnvironment: { ...environment, confirmation: 'production' },
    testExternalHost: { ...environment, ...neon },
    setExternalHost: { ...environment, ...neon },
    removeExternalHost: environment,
    createPerson: { name: 'Eve', email: 'eve@headgate.test', password: testPassword, role: 'administrator' },
    changeRole: { personId: person.id, role: 'administrator', was: 'viewer' },
    switchPerson: { personId: person.id, enabled: false },
    resetPassword: { personId: person.id, password: testPassword },
    changeOwnPassword: { current: 'something else', password: testPassword },
  }
}

test('every act refuses who is not signed in, whose role is too small, and what is malformed; nothing changes', async () => {
  const given = await inputs()
  const events = await context.db.auditEvent.count()
  const people = await context.db.user.findMany({ orderBy: { id: 'asc' } })
  const anonymous = new Headers({ origin: context.config.publicUrl })
  for (const name of Object.keys(settingsActs) as Name[]) {
    expect(await codeOf(name, given[name], anonymous), name).toBe('not_signed_in')
    expect(await codeOf(name, { ...(given[name] as object), extra: 1 }), name).toBe('invalid_input')
    expect(await codeOf(name, {}), name).toBe('invalid_input')
    if (name === 'changeOwnPassword') continue
    const tooSmall =
      name === 'refreshProject'
        ? (['viewer'] as const)
        : (['viewer', 'author', 'reviewer', 'operator'] as const)
    for (const role of tooSmall)
      expect(await codeOf(name, given[name], role), `${name} as ${role}`).toBe('not_permitted')
  }
  expect(await context.db.auditEvent.count()).toBe(events)
  expect(await context.db.user.findMany({ orderBy: { id: 'asc' } })).toEqual(people)
})

test('operations check the permission themselves too', async () => {
  const given = await inputs()
  const viewer = await viewerOf(context, headersOf.viewer)
  if (!viewer) throw new Error('Nobody is signed in.')
  for (const [name, act] of Object.entries(settingsActs)) {
    if (act.permission === null) continue
    // biome-ignore lint/suspicious/noExplicitAny: every operation has its own input
    const result = await (act.operation as any)(context, viewer, given[name as Name])
    expect(result.ok ? 'ok' : result.failure.code, name).toBe('not_permitted')
  }
})

describe('projects', () => {
  test('inspects without keeping, connects once, and reads new files as a new revision', async () => {
    const path = projectFolder()
    const inspected = await done('inspectProject', { path: `${path}//prisma/../` })
    expect(inspected.value).toMatchObject({ path, migrations: ['1_first'], connectedAs: null })
    expect(await context.db.project.count({ where: { sourcePath: path } })).toBe(0)
    const connected = await done('connectProject', { path, name: 'Ünï Shop' })
    expect(connected.value.slug).toBe('uni-shop')
    const again = await done('connectProject', { path: `${path}/`, name: 'Twice' })
    expect(again.failure).toMatchObject({ code: 'project_exists', why: expect.stringContaining('Ünï Shop') })
    const projectSlug = 'uni-shop'
    expect((await done('refreshProject', { projectSlug }, 'author')).value).toMatchObject({
      changed: false,
      migrations: 1,
    })
    writeIn(path, 'prisma/migrations/2_second/migration.sql', 'SELECT 1;')
    expect((await done('refreshProject', { projectSlug }, 'author')).value).toMatchObject({
      changed: true,
      migrations: 2,
    })
    const author = await viewerOf(context, headersOf.author)
    const revisions = await context.db.revision.findMany({
      where: { project: { slug: projectSlug } },
      orderBy: { createdAt: 'asc' },
    })
    expect(revisions).toHaveLength(2)
    expect(revisions[1]?.authorId).toBe(author?.id)
    const events = await context.db.auditEvent.findMany({
      where: { action: 'project.refreshed', actorId: author?.id ?? '' },
    })
    expect(events.at(-1)?.after).toMatchObject({ migrations: 2, revision: revisions[1]?.digest })

    // Files that go back to what they were are the newest again, and no third revision.
    rmSync(join(path, 'prisma/migrations/2_second'), { recursive: true })
    const back = await done('refreshProject', { projectSlug }, 'author')
    expect(back.value).toEqual({ changed: true, migrations: 1, digest: revisions[0]?.digest })
    const newest = await context.db.revision.findMany({
      where: { project: { slug: projectSlug } },
      orderBy: { lastSeenAt: 'desc' },
    })
    expect(newest.map((revision) => revision.id)).toEqual([revisions[0]?.id, revisions[1]?.id])
  })

  test('a project whose folder moved is read from the new one, and from no other project’s', async () => {
    const { slug: projectSlug, path } = await connectedProject('Movable')
    const other = await connectedProject('Neighbour')
    const moved = projectFolder()
    expect(await codeOf('moveProject', { projectSlug, path: other.path })).toBe('project_exists')
    expect(await codeOf('moveProject', { projectSlug, path: join(moved, 'nothing') })).toBe(
      'project_not_found',
    )
    expect((await done('moveProject', { projectSlug, path: `${moved}/` })).ok).toBe(true)
    const row = await context.db.project.findUniqueOrThrow({ where: { slug: projectSlug } })
    expect(row.sourcePath).toBe(moved)
    const [event] = await context.db.auditEvent.findMany({ where: { action: 'project.moved' } })
    expect(event).toMatchObject({ subjectId: row.id, before: { path }, after: { path: moved } })
  })

  test('projects of one name get addresses of their own', async () => {
    const slugs = [await connectedProject('Twin'), await connectedProject('Twin')].map(
      (project) => project.slug,
    )
    expect(slugs).toEqual(['twin', 'twin-2'])
  })

  test('refuses what is no project, and a project that does not exist', async () => {
    expect(await codeOf('connectProject', { path: tmpdir().concat('/nowhere'), name: 'X' })).toBe(
      'project_not_found',
    )
    expect(await codeOf('refreshProject', { projectSlug: 'no-such' })).toBe('not_found')
  })
})

describe('environments', () => {
  test('says exactly what is wrong with a connection, and never repeats its password', async () => {
    const url = new URL(await emptyDatabase())
    const variant = (change: (url: URL) => void) => {
      const changed = new URL(url)
      changed.password = 'sup3r-s3cret'
      change(changed)
      return changed.href
    }
    const cases = {
      password_refused: variant(() => {}),
      host_unreachable: variant((changed) => {
        changed.port = '1'
      }),
      host_unknown: variant((changed) => {
        changed.hostname = 'no-such-host.invalid'
      }),
      url_invalid: 'mysql://u:sup3r-s3cret@db/x',
    }
    for (const [code, wrong] of Object.entries(cases)) {
      const result = await done('checkConnection', { url: wrong })
      expect(result.failure?.code).toBe(code)
      expect(JSON.stringify(result)).not.toContain('sup3r-s3cret')
    }
    const unknown = new URL(url)
    unknown.pathname = '/no_such_database'
    expect(await codeOf('checkConnection', { url: unknown.href })).toBe('database_unknown')
    expect((await done('checkConnection', { url: url.href })).value).toMatchObject({
      tables: 0,
      hasLedger: false,
      version: expect.stringMatching(/^18\./),
    })
  })

  test('connects a database, sealed, with the policy of its kind, and recognises its history', async () => {
    const { slug: projectSlug } = await connectedProject()
    const url = await emptyDatabase()
    const script = 'CREATE TABLE "a" ("id" INTEGER);'
    await withDatabase(url, async (client) => {
      await client.query(script)
      await client.query(ledgerTable)
      await client.query(
        `INSERT INTO "_prisma_migrations" VALUES (gen_random_uuid(), $1, now(), '1_first', null, null, now(), 1)`,
        [createHash('sha256').update(script).digest('hex')],
      )
    })
    const checked = await done('checkConnection', { url })
    expect(checked.value).toMatchObject({ hasLedger: true, tables: 1 })
    const input = { projectSlug, name: 'Production', kind: 'production', url, shadowUrl: null }
    expect(await done('connectEnvironment', input)).toMatchObject({ ok: true, value: { slug: 'production' } })
    const row = await context.db.environment.findFirstOrThrow({ where: { project: { slug: projectSlug } } })
    expect(row.policy).toEqual(defaultPolicies.production)
    expect(context.secrets.open(row.urlSecret)).toBe(url)
    expect(row.observation).toMatchObject({
      hasLedger: true,
      migrations: [{ name: '1_first', state: 'applied' }],
      drift: { state: 'none' },
    })
    const events = await context.db.auditEvent.findMany({
      where: { environmentId: row.id },
      orderBy: { sequence: 'asc' },
    })
    expect(events.map((event) => event.action)).toEqual(['environment.connected', 'environment.gate-marked'])
    const said = JSON.stringify([events.map((event) => event.after), row.label, row.observation])
    expect(said).not.toContain(new URL(url).password)
  })

  test('refuses the same database twice, the same name twice, and the control database', async () => {
    const { slug: projectSlug } = await connectedProject()
    const url = await emptyDatabase()
    const input = { projectSlug, name: 'Staging', kind: 'staging', url, shadowUrl: null }
    expect(await codeOf('connectEnvironment', input)).toBe('ok')
    const sameDatabase = await done('connectEnvironment', {
      ...input,
      name: 'Other',
      url: `${url}?application_name=x`,
    })
    expect(sameDatabase.failure).toMatchObject({
      code: 'environment_exists',
      why: expect.stringContaining('Staging'),
    })
    const sameName = await done('connectEnvironment', { ...input, url: await emptyDatabase() })
    expect(sameName.failure).toMatchObject({
      code: 'environment_exists',
      meta: { fields: { name: [expect.any(String)] } },
    })
    expect(await codeOf('checkConnection', { url: context.config.databaseUrl })).toBe('environment_exists')
    const shadow = { ...input, name: 'Shadowed', url: await emptyDatabase() }
    expect(await codeOf('connectEnvironment', { ...shadow, shadowUrl: shadow.url })).toBe('shadow_is_live')
    expect(await codeOf('connectEnvironment', { ...shadow, shadowUrl: url })).toBe('shadow_is_live')
    expect(await context.db.environment.count({ where: { project: { slug: projectSlug } } })).toBe(1)
  })

  test('two people who connect the same database at once make one environment', async () => {
    const { slug: projectSlug } = await connectedProject()
    const input = { projectSlug, kind: 'staging', url: await emptyDatabase(), shadowUrl: null }
    const codes = await Promise.all(
      ['One', 'Two'].map((name) => codeOf('connectEnvironment', { ...input, name })),
    )
    expect(codes.sort()).toEqual(['environment_exists', 'ok'])
  })

  test('replaces an address for the same database alone', async () => {
    const { slug: projectSlug } = await connectedProject()
    const url = await emptyDatabase()
    await done('connectEnvironment', { projectSlug, name: 'Staging', kind: 'staging', url, shadowUrl: null })
    const environment = { projectSlug, environmentSlug: 'staging' }
    const moved = `${url}?connect_timeout=7`
    expect(await codeOf('replaceEnvironmentUrl', { ...environment, url: moved })).toBe('ok')
    const row = await context.db.environment.findFirstOrThrow({ where: { project: { slug: projectSlug } } })
    expect(context.secrets.open(row.urlSecret)).toBe(moved)
    expect(await codeOf('replaceEnvironmentUrl', { ...environment, url: await emptyDatabase() })).toBe(
      'identity_changed',
    )
    const kept = await context.db.environment.findFirstOrThrow({ where: { id: row.id } })
    expect(context.secrets.open(kept.urlSecret)).toBe(moved)
  })

  test('changes a policy from the state that was seen, within its own project', async () => {
    const { slug: projectSlug } = await connectedProject()
    const other = await connectedProject()
    await done('connectEnvironment', {
      projectSlug,
      name: 'Staging',
      kind: 'staging',
      url: await emptyDatabase(),
      shadowUrl: null,
    })
    const was = defaultPolicies.staging
    const policy = { ...was, approvals: 2 }
    const environment = { projectSlug, environmentSlug: 'staging' }
    expect(await codeOf('changePolicy', { ...environment, projectSlug: other.slug, policy, was })).toBe(
      'not_found',
    )
    expect(await codeOf('changePolicy', { ...environment, policy: { ...policy, approvals: 99 }, was })).toBe(
      'invalid_input',
    )
    expect(await codeOf('changePolicy', { ...environment, policy, was })).toBe('ok')
    expect(await codeOf('changePolicy', { ...environment, policy: { ...was, lockRetries: 0 }, was })).toBe(
      'stale_state',
    )
    const row = await context.db.environment.findFirstOrThrow({ where: { project: { slug: projectSlug } } })
    expect(row.policy).toEqual(policy)
    const [event] = await context.db.auditEvent.findMany({
      where: { action: 'policy.changed', environmentId: row.id },
    })
    expect(event).toMatchObject({ before: was, after: policy })
  })

  test('disconnects what is named, and leaves the database alone', async () => {
    const { slug: projectSlug } = await connectedProject()
    const url = await emptyDatabase()
    await done('connectEnvironment', { projectSlug, name: 'Old', kind: 'staging', url, shadowUrl: null })
    const environment = { projectSlug, environmentSlug: 'old' }
    expect(await codeOf('disconnectEnvironment', { ...environment, confirmation: 'old' })).toBe(
      'name_does_not_match',
    )
    expect(await codeOf('disconnectEnvironment', { ...environment, confirmation: 'Old' })).toBe('ok')
    expect(await context.db.environment.count({ where: { project: { slug: projectSlug } } })).toBe(0)
    expect(await codeOf('checkConnection', { url })).toBe('ok')
  })
})

describe('people', () => {
  test('creates somebody who can sign in, once for each address', async () => {
    const person = { name: 'Nia', email: 'Nia@Headgate.test', password: testPassword, role: 'reviewer' }
    expect(await codeOf('createPerson', person)).toBe('ok')
    expect(await viewerOf(context, await testHeaders(context, 'nia@headgate.test'))).toMatchObject({
      name: 'Nia',
      role: 'reviewer',
    })
    expect(await codeOf('createPerson', person)).toBe('email_taken')
    expect(await codeOf('createPerson', { ...person, email: 'a@headgate.test', password: 'short' })).toBe(
      'invalid_input',
    )
    const events = await context.db.auditEvent.findMany({
      where: { action: 'person.created', subjectName: 'Nia' },
    })
    expect(JSON.stringify(events.map((event) => event.after))).not.toContain(testPassword)
  })

  test('a changed role counts with the next request, and not twice', async () => {
    const person = await testPerson(context, 'viewer')
    const headers = await testHeaders(context, person.email)
    const change = { personId: person.id, role: 'operator', was: 'viewer' }
    expect(await codeOf('changeRole', change)).toBe('ok')
    expect((await viewerOf(context, headers))?.role).toBe('operator')
    expect(await codeOf('changeRole', { ...change, role: 'administrator' })).toBe('stale_state')
    expect(await codeOf('changeRole', { ...change, personId: 'nobody' })).toBe('not_found')
  })

  test('switching off ends the sessions; switching on lets in again', async () => {
    const person = await testPerson(context, 'operator')
    const headers = await testHeaders(context, person.email)
    const change = { personId: person.id, enabled: false }
    expect(await codeOf('switchPerson', change)).toBe('ok')
    expect(await viewerOf(context, headers)).toBeNull()
    expect(await codeOf('switchPerson', change)).toBe('stale_state')
    expect(await codeOf('switchPerson', { ...change, enabled: true })).toBe('ok')
    expect(await viewerOf(context, headers)).toBeNull()
    expect(await viewerOf(context, await testHeaders(context, person.email))).toMatchObject({
      role: 'operator',
    })
  })

  test('a new password ends the sessions, and the old one is refused', async () => {
    const person = await testPerson(context, 'viewer')
    const headers = await testHeaders(context, person.email)
    expect(await codeOf('resetPassword', { personId: person.id, password: 'another long one' })).toBe('ok')
    expect(await viewerOf(context, headers)).toBeNull()
    await expect(testHeaders(context, person.email)).rejects.toThrow('credentials_refused')
    const fresh = await testHeaders(context, person.email, 'another long one')
    expect(await codeOf('changeOwnPassword', { current: testPassword, password: testPassword }, fresh)).toBe(
      'invalid_input',
    )
    expect(
      await codeOf('changeOwnPassword', { current: 'another long one', password: testPassword }, fresh),
    ).toBe('ok')
    expect(await viewerOf(context, fresh)).toBeNull()
  })

  test('the last administrator stays, also when two go at the same moment', async () => {
    const own = await testContext()
    const [ada, bea] = [await testPerson(own, 'administrator'), await testPerson(own, 'administrator')]
    const headers = { ada: await testHeaders(own, ada.email), bea: await testHeaders(own, bea.email) }
    const demote = (personId: string, by: Headers) =>
      perform(own, by, settingsActs.changeRole, { personId, role: 'viewer', was: 'administrator' })
    const both = await Promise.all([demote(bea.id, headers.ada), demote(ada.id, headers.bea)])
    expect(both.filter((result) => result.ok)).toHaveLength(1)
    const left = await own.db.user.findMany({ where: { role: 'administrator' } })
    expect(left).toHaveLength(1)
    const last = left[0]?.id === ada.id ? { id: ada.id, by: headers.ada } : { id: bea.id, by: headers.bea }
    for (const result of [
      await demote(last.id, last.by),
      await perform(own, last.by, settingsActs.switchPerson, { personId: last.id, enabled: false }),
    ]) {
      expect(result.ok ? 'ok' : result.failure.code).toBe('last_administrator')
    }
    await own.db.$disconnect()
  })
})

const ledgerTable = `CREATE TABLE "_prisma_migrations" (
  id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
  logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`

async function withDatabase(url: string, work: (client: pg.Client) => Promise<unknown>) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await work(client).finally(() => client.end())
}
