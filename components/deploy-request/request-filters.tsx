'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useRef } from 'react'
import type { EnvironmentRef, Person } from '@/lib/domain/deploy-request-view'
import { Input } from '../ui/input'
import { Select } from '../ui/select'

/** Narrows the list; everything stands in the address, so that it can be sent to somebody. */
export function RequestFilters({
  environments,
  people,
}: {
  environments: EnvironmentRef[]
  people: Person[]
}) {
  const router = useRouter()
  const pathname = usePathname()
  const search = useSearchParams()
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(waiting.current), [])

  function narrow(name: string, value: string) {
    const next = new URLSearchParams(search)
    if (value === '') next.delete(name)
    else next.set(name, value)
    router.replace(`${pathname}${next.size > 0 ? `?${next}` : ''}`, { scroll: false })
  }

  function narrowSoon(value: string) {
    clearTimeout(waiting.current)
    waiting.current = setTimeout(() => narrow('q', value), 250)
  }

  return (
    <search className="grid grid-cols-2 gap-2 py-3 sm:flex sm:flex-wrap">
      <Input
        type="search"
        data-filter
        placeholder="Filter by title"
        aria-label="Filter by title"
        defaultValue={search.get('q') ?? ''}
        onChange={(event) => narrowSoon(event.target.value.trim())}
        className="col-span-2 sm:w-64!"
      />
      <Select
        aria-label="Environment"
        value={search.get('environment') ?? ''}
        onChange={(value) => narrow('environment', value)}
        options={[
          { value: '', label: 'Every environment' },
          ...environments.map(({ slug, name }) => ({ value: slug, label: name })),
        ]}
        className="sm:w-48!"
      />
      <Select
        aria-label="Opened by"
        value={search.get('author') ?? ''}
        onChange={(value) => narrow('author', value)}
        options={[
          { value: '', label: 'Opened by anyone' },
          ...people.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        className="sm:w-48!"
      />
    </search>
  )
}
