import { type EmbeddedServer, stopServers } from '../databases/embedded/server'
import { type ControlDatabase, openControlDatabase } from './control-database'
import type { Running } from './running'

/**
 * Sets HEADGATE_DATABASE_URL to the embedded server, which is started again should it end. Resolves to it, or to null when
 * the control database is somewhere else.
 */
export async function openDatabase(dataDir: string, running: Running): Promise<EmbeddedServer | null> {
  let owned = Boolean(process.env.HEADGATE_DATABASE_URL)
  let opening: Promise<unknown> = Promise.resolve()
  // Also what was started on demand for shadow databases.
  running.add(async () => {
    await opening.catch(() => {})
    if (owned) await stopServers(dataDir)
  })
  if (owned) return null
  const open = async () => {
    const opened = await openControlDatabase(dataDir)
    owned = true
    watch(opened)
    return opened
  }
  const watch = ({ guard, url }: ControlDatabase) =>
    guard.once('end', () => {
      if (running.stopping) return
      console.log('postgres | stopped; it is started again')
      opening = open().then(
        (again) => (again.url === url ? undefined : running.stop(1)),
        () => running.stop(1),
      )
    })
  const first = open()
  opening = first
  const { url, server } = await first
  process.env.HEADGATE_DATABASE_URL = url
  return server
}
