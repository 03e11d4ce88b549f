'use client'

import { Dialog } from '@base-ui/react/dialog'
import { useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import {
  BookOpenIcon,
  FileCodeIcon,
  GitPullRequestArrowIcon,
  KeyboardIcon,
  PlusIcon,
  SearchIcon,
} from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import type { PaletteEntry, ShellProject } from '@/lib/domain/shell-view'
import { Kbd } from '../ui/kbd'
import { commonPlaces, inboxPlace, projectPlaces } from './places'

export interface PaletteProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  projects: ShellProject[]
  project: ShellProject | null
  onHelp: () => void
}

/** `⌘K`: every place, environment, deploy request and migration by name. It goes places; it never does anything. */
export function Palette({ open, onOpenChange, projects, project, onHelp }: PaletteProps) {
  const router = useRouter()
  const entries = usePaletteEntries(open ? (project?.slug ?? null) : null)
  const [text, setText] = useState('')
  function go(href: string) {
    onOpenChange(false)
    setText('')
    router.push(href)
  }
  return (
    <Dialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Popup
          aria-label="Find or go to"
          className="fixed inset-x-3 top-[max(0.75rem,12vh)] z-50 mx-auto max-w-xl overflow-hidden rounded-lg bg-raised shadow-lift outline-none"
        >
          <Command label="Find or go to" loop>
            <div className="flex items-center gap-2.5 border-b px-4">
              <SearchIcon aria-hidden className="size-4 text-muted" />
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder="A place, an environment, a deploy request, a migration, a rule"
                className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-faint pointer-coarse:text-lg"
              />
            </div>
            <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted">
              <Command.Empty className="px-2.5 py-6 text-sm text-muted">Nothing has that name.</Command.Empty>
              <Command.Group heading="Places">
                {[inboxPlace, ...(project ? projectPlaces(project) : []), ...commonPlaces].map((place) => (
                  <Entry
                    key={place.id}
                    value={place.label}
                    onSelect={() => go(place.href)}
                    icon={<place.icon aria-hidden />}
                    keys={place.key ? ['g', place.key] : []}
                  >
                    {place.label}
                  </Entry>
                ))}
                {project ? (
                  <Entry
                    value="Open deploy request"
                    onSelect={() => go(`/p/${project.slug}/deploy-requests/new`)}
                    icon={<PlusIcon aria-hidden />}
                  >
                    Open a deploy request
                  </Entry>
                ) : null}
                <Entry
                  value="Keys help"
                  onSelect={() => {
                    onOpenChange(false)
                    onHelp()
                  }}
                  icon={<KeyboardIcon aria-hidden />}
                  keys={['?']}
                >
                  Keys
                </Entry>
              </Command.Group>
              <Command.Group heading="Timelines">
                {projects.flatMap((one) =>
                  one.environments.map((environment) => (
                    <Entry
                      key={`${one.slug} ${environment.slug}`}
                      value={`${one.name} ${environment.name} timeline`}
                      onSelect={() => go(`/p/${one.slug}/environments/${environment.slug}`)}
                      icon={<span aria-hidden className="mx-[7px] h-4 w-0.5 bg-accent" />}
                    >
                      {projects.length > 1 ? `${one.name}: ` : ''}
                      {environment.name}
                    </Entry>
                  )),
                )}
              </Command.Group>
              <Found
                title="Deploy requests"
                entries={entries.filter((entry) => entry.kind === 'deploy request')}
                go={go}
                icon={<GitPullRequestArrowIcon aria-hidden />}
              />
              <Found
                title="Migrations"
                entries={entries.filter((entry) => entry.kind === 'migration')}
                go={go}
                icon={<FileCodeIcon aria-hidden />}
                mono
              />
              <Found
                title="Rules"
                entries={entries.filter((entry) => entry.kind === 'rule')}
                go={go}
                icon={<BookOpenIcon aria-hidden />}
              />
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

interface FoundProps {
  title: string
  entries: PaletteEntry[]
  go: (href: string) => void
  icon: ReactNode
  mono?: boolean
}

function Found({ title, entries, go, icon, mono }: FoundProps) {
  if (entries.length === 0) return null
  return (
    <Command.Group heading={title}>
      {entries.map((entry) => (
        <Entry
          key={entry.href}
          value={`${entry.label} ${entry.note}`}
          onSelect={() => go(entry.href)}
          icon={icon}
        >
          <span className={mono ? 'font-mono' : undefined}>{entry.label}</span>
          {entry.note ? <span className="pl-2 text-xs text-muted">{entry.note}</span> : null}
        </Entry>
      ))}
    </Command.Group>
  )
}

interface EntryProps {
  value: string
  onSelect: () => void
  icon: ReactNode
  keys?: string[]
  children: ReactNode
}

function Entry({ value, onSelect, icon, keys = [], children }: EntryProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-8 cursor-default items-center gap-2.5 rounded-md px-2.5 py-1 text-sm data-[selected=true]:bg-accent-wash pointer-coarse:min-h-10 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted"
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </Command.Item>
  )
}

function usePaletteEntries(slug: string | null): PaletteEntry[] {
  const { data } = useQuery({
    queryKey: ['palette', slug],
    enabled: slug !== null,
    staleTime: 30_000,
    queryFn: async ({ signal }) => {
      const response = await fetch(`/api/palette?project=${encodeURIComponent(slug ?? '')}`, { signal })
      const result = (await response.json()) as { ok: true; value: PaletteEntry[] } | { ok: false }
      return result.ok ? result.value : []
    },
  })
  return data ?? []
}
