'use client'

import { useParams } from 'next/navigation'
import { useEffect, useSyncExternalStore } from 'react'
import type { ShellProject } from '@/lib/domain/shell-view'

const key = 'headgate.project'

/** The project in the address; elsewhere the one that was open last in this tab, else the first. */
export function useCurrentProject(projects: readonly ShellProject[]): ShellProject | null {
  const { project: slug } = useParams<{ project?: string }>()
  const last = useSyncExternalStore(
    () => () => {},
    () => sessionStorage.getItem(key),
    () => null,
  )
  useEffect(() => {
    if (slug) sessionStorage.setItem(key, slug)
  }, [slug])
  return projects.find((one) => one.slug === (slug ?? last)) ?? projects[0] ?? null
}
