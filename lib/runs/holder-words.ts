import type { LockHolder } from '../domain/database-error'

/** `pid 4711 (app, user shop, since 21:04:11, "UPDATE orders…")`, one after the other. */
export function describeHolders(holders: LockHolder[]): string {
  if (holders.length === 0) return 'a session that was gone when Headgate looked'
  return holders.map(describeHolder).join('; ')
}

function describeHolder(holder: LockHolder): string {
  const facts = [
    holder.application || null,
    holder.user ? `user ${holder.user}` : null,
    holder.mode ? `${holder.mode}${holder.object ? ` on ${holder.object}` : ''}` : null,
    holder.since ? `since ${holder.since}` : null,
    holder.query ? `“${shorten(holder.query)}”` : null,
  ].filter((fact) => fact !== null)
  return facts.length > 0 ? `pid ${holder.pid} (${facts.join(', ')})` : `pid ${holder.pid}`
}

function shorten(query: string): string {
  const line = query.replace(/\s+/g, ' ').trim()
  return line.length > 80 ? `${line.slice(0, 79)}…` : line
}
