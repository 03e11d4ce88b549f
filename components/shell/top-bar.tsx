'use client'

import { SearchIcon } from 'lucide-react'
import Link from 'next/link'
import type { ShellProject } from '@/lib/domain/shell-view'
import { IconButton } from '../ui/icon-button'
import { BrandMark } from './brand-mark'
import { ProjectSwitcher } from './project-switcher'

export interface TopBarProps {
  projects: ShellProject[]
  project: ShellProject | null
  onSearch: () => void
}

/** On a phone: which project, and search. */
export function TopBar({ projects, project, onSearch }: TopBarProps) {
  return (
    <div className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b bg-paper px-3 md:hidden">
      <Link href="/" aria-label="Headgate, home" className="p-1">
        <BrandMark />
      </Link>
      <div className="min-w-0 flex-1">
        <ProjectSwitcher projects={projects} project={project} />
      </div>
      <IconButton label="Find or go to" onClick={onSearch}>
        <SearchIcon />
      </IconButton>
    </div>
  )
}
