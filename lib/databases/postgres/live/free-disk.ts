import { statfs } from 'node:fs/promises'
import { DatabaseError, type Session } from '../../database'

/** PostgreSQL does not tell; where the server runs on this machine, the file system does. */
export async function freeDisk(session: Session): Promise<{ bytes: number | null; why: string | null }> {
  try {
    const { rows } = await session.query<{ folder: string; local: boolean }>(
      `select current_setting('data_directory') as folder,
         coalesce(inet_server_addr() = inet_client_addr() or inet_server_addr() <<= '127.0.0.0/8', true) as local`,
    )
    const [server] = rows
    if (!server?.local) return unknown('the server runs on another machine')
    const disk = await statfs(server.folder)
    return { bytes: disk.bavail * disk.bsize, why: null }
  } catch (error) {
    if (error instanceof DatabaseError) return unknown('the role may not ask where the data lies')
    return unknown('the folder of the data cannot be looked at from here')
  }
}

function unknown(why: string) {
  return { bytes: null, why }
}
