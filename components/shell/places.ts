import {
  BookOpenIcon,
  CameraIcon,
  GitPullRequestArrowIcon,
  InboxIcon,
  type LucideIcon,
  ScrollTextIcon,
  SettingsIcon,
  UsersIcon,
  WavesIcon,
} from 'lucide-react'
import type { ShellProject } from '@/lib/domain/shell-view'

export interface Place {
  id: string
  label: string
  href: string
  icon: LucideIcon
  /** The key after `g`. */
  key?: string
}

/** Places of the project that is open. */
export function projectPlaces(project: ShellProject): Place[] {
  const at = `/p/${project.slug}`
  return [
    { id: 'overview', label: 'Overview', href: at, icon: WavesIcon, key: 'o' },
    {
      id: 'requests',
      label: 'Deploy requests',
      href: `${at}/deploy-requests`,
      icon: GitPullRequestArrowIcon,
      key: 'd',
    },
    {
      id: 'snapshots',
      label: 'Snapshots',
      href: `${at}/snapshots`,
      icon: CameraIcon,
      key: 's',
    },
    {
      id: 'settings',
      label: 'Settings',
      href: `${at}/settings`,
      icon: SettingsIcon,
    },
  ]
}

export const inboxPlace: Place = {
  id: 'inbox',
  label: 'Inbox',
  href: '/inbox',
  icon: InboxIcon,
  key: 'i',
}

/** Places that belong to no project. */
export const commonPlaces: Place[] = [
  {
    id: 'audit',
    label: 'Audit',
    href: '/audit',
    icon: ScrollTextIcon,
    key: 'a',
  },
  {
    id: 'rules',
    label: 'Rules',
    href: '/rules',
    icon: BookOpenIcon,
  },
  {
    id: 'people',
    label: 'People and projects',
    href: '/settings/people',
    icon: UsersIcon,
  },
]

/** The timeline that `g t` opens: the one that is open, else production's, else the last. */
export function timelineOf(project: ShellProject): string | null {
  const environment =
    project.environments.find((one) => one.kind === 'production') ?? project.environments.at(-1)
  return environment ? `/p/${project.slug}/environments/${environment.slug}` : null
}

export function isHere(pathname: string, href: string): boolean {
  if (/^\/p\/[^/]+$/.test(href)) return pathname === href || pathname.startsWith(`${href}/migrations`)
  if (href.endsWith('/deploy-requests'))
    return pathname.startsWith(href) || pathname.startsWith(href.replace('/deploy-requests', '/runs'))
  if (href === '/settings/people') return pathname.startsWith('/settings')
  return pathname.startsWith(href)
}
