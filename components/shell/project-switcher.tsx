'use client'

import { ChevronsUpDownIcon, PlusIcon } from 'lucide-react'
import type { ShellProject } from '@/lib/domain/shell-view'
import { Menu, MenuLabel, MenuLink, MenuSeparator } from '../ui/menu'

/** Which project is open, and the way to the others. */
export function ProjectSwitcher({
  projects,
  project,
}: {
  projects: ShellProject[]
  project: ShellProject | null
}) {
  return (
    <Menu
      trigger={
        <button
          type="button"
          className="flex h-8 w-full items-center gap-2 rounded-md px-2 text-left text-sm font-semibold hover:bg-paper"
        >
          <span className="min-w-0 flex-1 truncate">
            <span className="sr-only">Project: </span>
            {project?.name ?? 'No project yet'}
          </span>
          <ChevronsUpDownIcon aria-hidden className="size-3.5 shrink-0 text-muted" />
        </button>
      }
    >
      {projects.length ? <MenuLabel>Projects</MenuLabel> : null}
      {projects.map((one) => (
        <MenuLink key={one.slug} href={`/p/${one.slug}`} current={one.slug === project?.slug}>
          {one.name}
        </MenuLink>
      ))}
      {projects.length ? <MenuSeparator /> : null}
      <MenuLink href="/connect">
        <span className="flex items-center gap-2">
          <PlusIcon aria-hidden />
          Connect a project
        </span>
      </MenuLink>
    </Menu>
  )
}
