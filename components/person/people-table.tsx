import { BanIcon, CircleCheckIcon } from 'lucide-react'
import type { Act } from '@/lib/domain/act'
import type { PersonRow } from '@/lib/domain/person-view'
import { roleWords } from '@/lib/domain/role-words'
import { State } from '../ui/state'
import { Table, Td, Th } from '../ui/table'
import { Time } from '../ui/time'
import { PersonActs } from './person-acts'

/** Everybody with role and state; an administrator finds what can be changed at the end of each row. */
export function PeopleTable({
  people,
  manage,
  viewerId,
}: {
  people: PersonRow[]
  manage: Act
  viewerId: string
}) {
  return (
    <Table
      caption="People"
      head={
        <>
          <Th>Name</Th>
          <Th>Role</Th>
          <Th>State</Th>
          <Th>Last sign-in</Th>
          {manage.allowed ? (
            <Th>
              <span className="sr-only">Change</span>
            </Th>
          ) : null}
        </>
      }
    >
      {people.map((person) => (
        <tr key={person.id}>
          <Td>
            <span className="font-medium">{person.name}</span>
            {person.id === viewerId ? <span className="text-muted"> (you)</span> : null}
            <span className="block text-xs text-muted">{person.email}</span>
          </Td>
          <Td>{roleWords[person.role].label}</Td>
          <Td>
            {person.enabled ? (
              <State tone="accent" icon={CircleCheckIcon}>
                can sign in
              </State>
            ) : (
              <State tone="care" icon={BanIcon}>
                switched off
              </State>
            )}
          </Td>
          <Td>{person.lastSignInAt ? <Time at={person.lastSignInAt} seconds={false} /> : 'never'}</Td>
          {manage.allowed ? (
            <Td end>
              <PersonActs person={person} />
            </Td>
          ) : null}
        </tr>
      ))}
    </Table>
  )
}
