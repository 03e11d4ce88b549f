import type { Policy } from '@/lib/domain/policy'

interface Choice<Value extends string> {
  value: Value
  label: string
  note: string
}

export const snapshotChoices: Choice<Policy['snapshot']>[] = [
  {
    value: 'required',
    label: 'Required',
    note: 'A verified one, or the deploy takes one first and stops if it fails.',
  },
  { value: 'optional', label: 'Optional', note: 'Taken when somebody asks for one.' },
  { value: 'none', label: 'None', note: 'Not asked for.' },
]

export const methodChoices: Choice<Policy['snapshotMethod']>[] = [
  {
    value: 'auto',
    label: 'The first that fits',
    note: 'By size, rights and installed programs; the page says why.',
  },
  { value: 'dump', label: 'Dump', note: 'pg_dump into Headgate’s data folder.' },
  { value: 'clone', label: 'Clone', note: 'A copy on the same server, where nobody else is connected.' },
  { value: 'tables', label: 'Affected tables', note: 'Only what the plan destroys or rewrites.' },
  { value: 'external', label: 'External', note: 'The host’s own, asked for or confirmed by a person.' },
]

export const rehearsalChoices: Choice<Policy['rehearsal']>[] = [
  { value: 'required', label: 'Required', note: 'The plan was tried on a copy, and went through.' },
  { value: 'optional', label: 'Optional', note: 'Tried when somebody asks for it.' },
  { value: 'none', label: 'None', note: 'Not asked for.' },
]
