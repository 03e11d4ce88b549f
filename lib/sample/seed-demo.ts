import { existsSync } from 'node:fs'
import { cp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../composition/context'
import { newestMajor } from '../databases/embedded/binaries'
import { ensureServer } from '../databases/embedded/server'
import { FailureError, type Result } from '../domain/failure'
import { systemActor } from '../domain/system-actor'
import { captureRevision, type StoredRevision } from '../operations/capture-revision'
import { connectEnvironment } from '../operations/connect-environment'
import { connectProject } from '../operations/connect-project'
import type { Project } from '../store/generated/client'
import { createSamplePeople, samplePeople } from './accounts'
import { createShopDatabase } from './create-database'
import { type SampleEnvironment, sampleEnvironments } from './environments'

const slug = 'shop'

/**
 * Brings the sample into Headgate: people, the project `shop`, and its three environments on the embedded server.
 * What is there already stays as it is. Resolves to the lines that tell how to sign in. `root` holds `lib/sample`.
 */
export async function seedDemo(context: Context, root: string): Promise<{ lines: string[] }> {
  const password = await createSamplePeople(context)
  const sampleDir = join(root, 'lib', 'sample', slug)
  const project = await connectShop(context, sampleDir)
  const author = await context.db.user.findUnique({ where: { email: samplePeople[0]?.email ?? '' } })
  const revision = value(await captureRevision(context, project, author?.id ?? null))
  const missing = await missingEnvironments(context, project)
  if (missing.length > 0) {
    console.log('Filling the databases of the sample project…')
    const server = value(await ensureServer(context.config.dataDir, newestMajor))
    const urls = await createDatabases(server.url, sampleDir, missing, revision)
    // One after the other: their order on the screens is the order in which they were connected.
    for (const { environment, url } of urls) {
      const { name, kind } = environment
      value(
        await connectEnvironment(context, systemActor, {
          projectSlug: slug,
          name,
          kind,
          url,
          shadowUrl: null,
        }),
      )
    }
  }
  return { lines: signInLines(password) }
}

async function connectShop(context: Context, sampleDir: string): Promise<Project> {
  const folder = join(context.config.dataDir, 'sample', slug)
  if (!existsSync(folder)) {
    // Renamed into place: a start that was killed leaves no half of it.
    const partial = `${folder}.partial`
    await rm(partial, { recursive: true, force: true })
    await cp(join(sampleDir, 'prisma'), join(partial, 'prisma'), { recursive: true })
    await rename(partial, folder)
  }
  const known = await context.db.project.findUnique({ where: { slug } })
  if (known) return known
  value(await connectProject(context, systemActor, { path: folder, name: 'Shop' }))
  return await context.db.project.findUniqueOrThrow({ where: { slug } })
}

async function missingEnvironments(context: Context, project: Project): Promise<SampleEnvironment[]> {
  const there = await context.db.environment.findMany({
    where: { projectId: project.id },
    select: { slug: true },
  })
  const slugs = new Set(there.map((environment) => environment.slug))
  return sampleEnvironments.filter(({ kind }) => !slugs.has(kind))
}

function createDatabases(
  adminUrl: string,
  sampleDir: string,
  environments: SampleEnvironment[],
  revision: StoredRevision,
) {
  return Promise.all(
    environments.map(async (environment) => ({
      environment,
      url: await createShopDatabase(adminUrl, sampleDir, environment, revision.migrations),
    })),
  )
}

function signInLines(password: string): string[] {
  const width = Math.max(...samplePeople.map(({ email }) => email.length))
  const people = samplePeople.map(({ email, name, does }) => `  ${email.padEnd(width)}  ${name}, who ${does}`)
  return ['Sign in as one of', ...people, `with the password ${password}`]
}

function value<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new FailureError(result.failure)
}
