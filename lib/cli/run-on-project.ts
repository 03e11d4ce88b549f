import { resolve } from 'node:path'
import { openLocal } from '../composition/local'
import { fail, type Result } from '../domain/failure'
import type { Answered, Invocation, ProjectCommand } from './command'
import { findUrl } from './find-url'
import { stoppable } from './stoppable'

/** Runs a command on the project and the database that its options name. */
export async function runOnProject(
  command: ProjectCommand,
  given: Omit<Invocation, 'acts'>,
  engineWorker: string,
): Promise<Result<Answered>> {
  const { values, signal } = given
  const projectDir = resolve(typeof values.project === 'string' ? values.project : '.')
  const opened = await openLocal({
    projectDir,
    url: null,
    shadowUrl: typeof values['shadow-url'] === 'string' ? values['shadow-url'] : null,
    engineWorker,
    startsProject: command.startsProject === true,
  })
  if (!opened.ok) return opened
  const local = opened.value
  let acting = false
  const acts = () => {
    acting = true
  }
  // Before the first act a signal ends the waiting at once.
  const unlessStopped = (work: Promise<Result<Answered>>) => stoppable(work, signal, () => !acting)
  const invocation = { ...given, acts }
  try {
    const url = typeof values.url === 'string' ? values.url : await findUrl(projectDir, process.env)
    if (!command.needsDatabase) return await unlessStopped(command.run({ ...local, url }, invocation))
    if (url === null)
      return fail(
        'usage_wrong',
        'No database is named: give --url, or set DATABASE_URL, in the environment or in the project’s .env.',
        { next: `headgate ${command.name} --url postgresql://user:password@host:5432/database` },
      )
    return await unlessStopped(command.run({ ...local, url }, invocation))
  } finally {
    await local.close()
  }
}
