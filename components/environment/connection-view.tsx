import { countOf } from '@/lib/domain/count-words'
import type { ConnectionView as Connection } from '@/lib/domain/project-view'
import { Callout } from '../ui/callout'

/** What a connection test saw. */
export function ConnectionView({ connection }: { connection: Connection }) {
  const { label, user, version, tls, tables, hasLedger, createDatabase } = connection
  return (
    <Callout tone="accent" title={`Connected to ${label} as ${user}`}>
      <ul className="list-disc pl-4">
        <li>
          PostgreSQL {version},{' '}
          {tls ? 'encrypted with TLS' : 'without TLS: what is sent can be read on the way'}
        </li>
        <li>{historyWords(hasLedger, tables)}</li>
        <li>
          {createDatabase
            ? 'May create databases: shadow databases and clones can live beside it.'
            : 'May not create databases: shadows live on a server of Headgate’s own or at a shadow address.'}
        </li>
      </ul>
    </Callout>
  )
}

function historyWords(hasLedger: boolean, tables: number): string {
  const count = countOf(tables, 'table')
  if (hasLedger) return `${count}, and a history that Prisma wrote: it is recognised as it is.`
  if (tables > 0) return `${count}, and no history of Prisma: connecting it leads to how it gets one.`
  return 'Empty: every migration will count as pending.'
}
