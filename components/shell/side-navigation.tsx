'use client'

import { KeyboardIcon, SearchIcon } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ShellProject } from '@/lib/domain/shell-view'
import { classNames } from '../ui/class-names'
import { IconButton } from '../ui/icon-button'
import { Kbd } from '../ui/kbd'
import type { ShellViewer } from './app-shell'
import { BrandMark } from './brand-mark'
import { useInboxCount } from './inbox-count'
import { commonPlaces, inboxPlace, isHere, type Place, projectPlaces } from './places'
import { ProjectSwitcher } from './project-switcher'
import { ViewerMenu } from './viewer-menu'

export interface SideNavigationProps {
  viewer: ShellViewer
  projects: ShellProject[]
  project: ShellProject | null
  onSearch: () => void
  onHelp: () => void
}

/** All places, on screens that have room for them. */
export function SideNavigation({ viewer, projects, project, onSearch, onHelp }: SideNavigationProps) {
  const waiting = useInboxCount()
  return (
    <aside className="sticky top-0 flex h-dvh flex-col border-r bg-sunken max-md:hidden">
      <Link
        href="/"
        className="flex items-center gap-2 px-4 pt-4 pb-3 font-semibold tracking-tight"
        aria-label="Headgate, home"
      >
        <BrandMark />
        Headgate
      </Link>
      <div className="px-2 pb-2">
        <button
          type="button"
          onClick={onSearch}
          className="flex h-8 w-full items-center gap-2 rounded-md border bg-paper px-2 text-sm text-muted hover:border-edge"
        >
          <SearchIcon aria-hidden className="size-3.5" />
          <span className="flex-1 text-left">Find or go to</span>
          <Kbd>⌘K</Kbd>
        </button>
      </div>
      <nav aria-label="Places" className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        <PlaceLink place={inboxPlace} count={waiting} />
        {commonPlaces.map((place) => (
          <PlaceLink key={place.id} place={place} />
        ))}
        <div className="mt-4 mb-1 border-t pt-3">
          <ProjectSwitcher projects={projects} project={project} />
        </div>
        {project ? projectPlaces(project).map((place) => <PlaceLink key={place.id} place={place} />) : null}
        {project?.environments.length ? <Environments project={project} /> : null}
      </nav>
      <div className="flex items-center gap-1 border-t px-2 py-2">
        <ViewerMenu viewer={viewer} />
        <IconButton label="Keys" shortcut="?" onClick={onHelp}>
          <KeyboardIcon />
        </IconButton>
      </div>
    </aside>
  )
}

function PlaceLink({ place, count }: { place: Place; count?: number | null }) {
  const here = isHere(usePathname(), place.href)
  const Icon = place.icon
  return (
    <Link
      href={place.href}
      aria-current={here ? 'page' : undefined}
      aria-keyshortcuts={place.key ? `g ${place.key}` : undefined}
      className={classNames(
        'flex h-8 items-center gap-2.5 rounded-md px-2 text-sm',
        here ? 'bg-accent-wash font-medium text-ink' : 'text-muted hover:text-ink',
      )}
    >
      <Icon aria-hidden className={classNames('size-4 shrink-0', here && 'text-accent')} />
      <span className="flex-1 truncate">{place.label}</span>
      {count ? (
        <span className="font-medium text-ink">
          {count}
          <span className="sr-only"> waiting</span>
        </span>
      ) : null}
    </Link>
  )
}

function Environments({ project }: { project: ShellProject }) {
  const pathname = usePathname()
  return (
    <div className="pt-3">
      <p className="px-2 pb-1 text-xs text-faint">Timelines</p>
      {project.environments.map((environment) => {
        const href = `/p/${project.slug}/environments/${environment.slug}`
        const here = pathname.startsWith(href)
        return (
          <Link
            key={environment.slug}
            href={href}
            aria-current={here ? 'page' : undefined}
            className={classNames(
              'flex h-7 items-center gap-2.5 rounded-md px-2 text-sm',
              here ? 'bg-accent-wash font-medium text-ink' : 'text-muted hover:text-ink',
            )}
          >
            <span aria-hidden className="flex w-4 justify-center">
              <span className={classNames('h-4 w-0.5', here ? 'bg-accent' : 'bg-edge')} />
            </span>
            <span className="truncate">{environment.name}</span>
          </Link>
        )
      })}
    </div>
  )
}
