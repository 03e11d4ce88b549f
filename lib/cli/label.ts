import type { ConnectedLocal } from '../composition/local'

/** host:port/database, with nothing secret in it. */
export function labelOf({ database, url }: Pick<ConnectedLocal, 'database' | 'url'>): string {
  const label = database.label(url)
  return label.ok ? label.value : 'the database'
}
