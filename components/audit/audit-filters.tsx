import type { AuditFilter } from '@/lib/domain/audit-view'
import { Button } from '../ui/button'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'

export interface AuditFiltersProps {
  filter: AuditFilter
  actions: string[]
  people: { id: string; name: string }[]
  projects: { slug: string; name: string }[]
}

/** A plain form: what is chosen stands in the address, and works without scripts. */
export function AuditFilters({ filter, actions, people, projects }: AuditFiltersProps) {
  return (
    // Made anew when the address changes, so that it shows what is in force.
    <form
      key={JSON.stringify(filter)}
      action="/audit"
      className="grid grid-cols-2 items-end gap-3 border-y py-3 sm:grid-cols-3 lg:grid-cols-[2fr_repeat(3,1.5fr)_1fr_1fr_auto]"
    >
      <Field label="Name contains" className="max-sm:col-span-2">
        <Input name="q" type="search" defaultValue={filter.q} placeholder="Who, or on what" />
      </Field>
      <Field label="Who">
        <Select
          name="person"
          defaultValue={filter.person}
          options={[everybody, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
        />
      </Field>
      <Field label="What">
        <Select
          name="action"
          defaultValue={filter.action}
          options={[everything, ...actions.map((action) => ({ value: action, label: action }))]}
        />
      </Field>
      <Field label="Project">
        <Select
          name="project"
          defaultValue={filter.project}
          options={[allProjects, ...projects.map(({ slug, name }) => ({ value: slug, label: name }))]}
        />
      </Field>
      <Field label="From (UTC)">
        <Input name="from" type="date" defaultValue={filter.from} />
      </Field>
      <Field label="To (UTC)">
        <Input name="to" type="date" defaultValue={filter.to} />
      </Field>
      <Button type="submit">Filter</Button>
    </form>
  )
}

const everybody = { value: '', label: 'Everybody' }
const everything = { value: '', label: 'Everything' }
const allProjects = { value: '', label: 'All projects' }
