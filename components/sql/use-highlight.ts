'use client'

import { useEffect, useState } from 'react'
import type { Piece } from './highlight'

/** More than this is shown plain: colouring it would hold up the page. */
const mostCharacters = 60_000

/** The lines of a script that came after the page did: plain at once, coloured as soon as the highlighter is there. */
export function useHighlight(sql: string): Piece[][] {
  const text = sql.replaceAll('\r\n', '\n').trimEnd()
  const [coloured, setColoured] = useState<{ text: string; lines: Piece[][] } | null>(null)
  useEffect(() => {
    if (text === '' || text.length > mostCharacters) return
    let over = false
    void import('./highlight')
      .then(({ highlightSql }) => highlightSql(text))
      .then((lines) => over || setColoured({ text, lines }))
      .catch(() => {})
    return () => {
      over = true
    }
  }, [text])
  if (coloured?.text === text) return coloured.lines
  return text.split('\n').map((line) => (line === '' ? [] : [{ text: line, color: null }]))
}
