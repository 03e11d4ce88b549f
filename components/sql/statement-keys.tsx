'use client'

import { useEffect } from 'react'

/** `n` and `p` walk through the page's statements. Stands once on a page that shows SQL. */
export function StatementKeys() {
  useEffect(() => {
    function walk(event: KeyboardEvent) {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return
      if (event.key !== 'n' && event.key !== 'p') return
      const all = [...document.querySelectorAll<HTMLElement>('[data-statement]')]
      const here = all.indexOf(document.activeElement as HTMLElement)
      const next = all[event.key === 'n' ? here + 1 : Math.max(0, here - 1)]
      if (!next) return
      event.preventDefault()
      next.focus({ preventScroll: true })
      next.scrollIntoView({ block: 'start' })
    }
    window.addEventListener('keydown', walk)
    return () => window.removeEventListener('keydown', walk)
  }, [])
  return null
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
