'use client'

import { EllipsisIcon } from 'lucide-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ComponentProps } from 'react'
import type { ShellProject } from '@/lib/domain/shell-view'
import { classNames } from '../ui/class-names'
import { Menu, MenuLabel, MenuLink, MenuSeparator } from '../ui/menu'
import type { ShellViewer } from './app-shell'
import { useInboxCount } from './inbox-count'
import { commonPlaces, inboxPlace, isHere, type Place, projectPlaces } from './places'
import { ViewerMenu } from './viewer-menu'

/** On a phone: the places within reach of a thumb, the rest behind "More". */
export function BottomBar({ viewer, project }: { viewer: ShellViewer; project: ShellProject | null }) {
  const waiting = useInboxCount()
  const places = project ? projectPlaces(project) : []
  return (
    <nav
      aria-label="Places"
      className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-5 border-t bg-paper pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {places[0] ? <Tab place={places[0]} /> : null}
      <Tab place={inboxPlace} count={waiting} />
      {places[1] ? <Tab place={{ ...places[1], label: 'Requests' }} /> : null}
      <Menu side="top" align="end" trigger={<TabButton label="More" />}>
        {project?.environments.length ? <MenuLabel>Timelines</MenuLabel> : null}
        {project?.environments.map((environment) => (
          <MenuLink key={environment.slug} href={`/p/${project.slug}/environments/${environment.slug}`}>
            {environment.name}
          </MenuLink>
        ))}
        {project?.environments.length ? <MenuSeparator /> : null}
        {[...places.slice(2), ...commonPlaces].map((place) => (
          <MenuLink key={place.id} href={place.href}>
            {place.label}
          </MenuLink>
        ))}
      </Menu>
      <ViewerMenu viewer={viewer} trigger={<TabButton label="Me" initials={initialsOf(viewer.name)} />} />
    </nav>
  )
}

const tabStyle =
  'relative flex h-14 flex-col items-center justify-center gap-0.5 text-[0.6875rem] outline-offset-[-3px]'

function Tab({ place, count }: { place: Place; count?: number | null }) {
  const here = isHere(usePathname(), place.href)
  const Icon = place.icon
  return (
    <Link
      href={place.href}
      aria-current={here ? 'page' : undefined}
      className={classNames(tabStyle, here ? 'font-medium text-accent' : 'text-muted')}
    >
      <Icon aria-hidden className="size-5" />
      {place.label}
      {count ? (
        <span className="absolute top-1.5 left-1/2 ml-2 flex h-4 min-w-4 items-center justify-center rounded-full bg-accent px-1 text-[0.625rem] text-on-accent">
          {count}
          <span className="sr-only"> waiting</span>
        </span>
      ) : null}
    </Link>
  )
}

function TabButton({
  label,
  initials,
  ...rest
}: { label: string; initials?: string } & ComponentProps<'button'>) {
  return (
    <button type="button" {...rest} className={classNames(tabStyle, 'text-muted')}>
      {initials ? (
        <span
          aria-hidden
          className="flex size-5 items-center justify-center rounded-full border border-edge text-[0.5625rem] font-semibold"
        >
          {initials}
        </span>
      ) : (
        <EllipsisIcon aria-hidden className="size-5" />
      )}
      {label}
    </button>
  )
}

function initialsOf(name: string): string {
  return name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase()
}
