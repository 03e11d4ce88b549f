'use client'

import { useParams, useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import type { ShellProject } from '@/lib/domain/shell-view'
import { commonPlaces, inboxPlace, projectPlaces, timelineOf } from './places'

export interface KeysProps {
  project: ShellProject | null
  onPalette: () => void
  onHelp: () => void
}

/** Keys that work everywhere. `j` and `k` walk over `[data-row]`, `/` goes to `[data-filter]`. */
export function Keys({ project, onPalette, onHelp }: KeysProps) {
  const router = useRouter()
  const { env } = useParams<{ env?: string }>()
  const goAt = useRef(0)
  useEffect(() => {
    function press(event: KeyboardEvent) {
      if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)) {
        event.preventDefault()
        return onPalette()
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isBusy(event.target)) return
      if (performance.now() - goAt.current < 1_200) {
        goAt.current = 0
        const href = addressOf(event.key, project, env)
        if (href) {
          event.preventDefault()
          router.push(href)
        }
        return
      }
      if (event.key === 'g') goAt.current = performance.now()
      else if (event.key === '?') onHelp()
      else if (event.key === '/') focusFilter(event)
      else if (event.key === 'j' || event.key === 'k') walkRows(event)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [router, project, env, onPalette, onHelp])
  return null
}

/** Someone types, or a dialog or menu is open and has its own keys. */
function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role=dialog],[role=menu],[role=listbox]') !== null
  )
}

function addressOf(
  key: string,
  project: ShellProject | null,
  environment: string | undefined,
): string | null {
  if (key === 't' && project) {
    return environment ? `/p/${project.slug}/environments/${environment}` : timelineOf(project)
  }
  const places = [inboxPlace, ...commonPlaces, ...(project ? projectPlaces(project) : [])]
  return places.find((place) => place.key === key)?.href ?? null
}

function focusFilter(event: KeyboardEvent) {
  const filter = document.querySelector<HTMLInputElement>('[data-filter]')
  if (!filter) return
  event.preventDefault()
  filter.focus()
  filter.select?.()
}

function walkRows(event: KeyboardEvent) {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')]
  const here = rows.indexOf(document.activeElement as HTMLElement)
  const next = rows[event.key === 'j' ? Math.min(rows.length - 1, here + 1) : Math.max(0, here - 1)]
  if (!next) return
  event.preventDefault()
  next.focus()
  next.scrollIntoView({ block: 'nearest' })
}
