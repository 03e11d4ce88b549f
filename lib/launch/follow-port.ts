import type { Context } from '../composition/context'
import type { EmbeddedServer } from '../databases/embedded/server'

/**
 * Environments on the embedded server are connected by its port, and that may be another one after a start at which
 * the old one was taken. What else is in their addresses stays. Resolves to how many were changed.
 */
export async function followPort(context: Context, server: EmbeddedServer): Promise<number> {
  const looked = await context.database.open(server.url, { applicationName: 'headgate supervisor' })
  if (!looked.ok) return 0
  const { systemIdentifier } = looked.value.identity
  await looked.value.close()
  let changed = 0
  for (const environment of await context.db.environment.findMany({ where: { systemIdentifier } })) {
    const url = new URL(context.secrets.open(environment.urlSecret))
    if (url.hostname !== '127.0.0.1' || url.port === String(server.port)) continue
    url.port = String(server.port)
    const label = context.database.label(url.href)
    await context.db.environment.update({
      where: { id: environment.id },
      data: { urlSecret: context.secrets.seal(url.href), ...(label.ok ? { label: label.value } : {}) },
    })
    changed += 1
  }
  return changed
}
