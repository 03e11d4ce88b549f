'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import type { LogLineView } from '@/lib/domain/run-view'
import { classNames } from '../ui/class-names'

const tones = { info: 'text-ink', warn: 'text-care', error: 'text-danger' }
const words = { info: '', warn: 'warning', error: 'error' }

/** Every line, whole, in the order in which it was written; follows the end while the run goes on. */
export function RunLog({ lines, going }: { lines: readonly LogLineView[]; going: boolean }) {
  const scroller = useRef<HTMLDivElement>(null)
  const list = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 24,
    overscan: 20,
    getItemKey: (index) => lines[index]?.id ?? index,
  })
  useEffect(() => {
    const element = scroller.current
    if (!element || !going) return
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 80
    if (atEnd && lines.length > 0) list.scrollToIndex(lines.length - 1)
  }, [lines.length, going, list])
  if (lines.length === 0) return <p className="text-sm text-muted">Nothing was written yet.</p>
  return (
    <div
      ref={scroller}
      role="log"
      aria-live="off"
      aria-label="Log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
      tabIndex={0}
      className="max-h-[28rem] overflow-y-auto"
    >
      <div className="relative font-mono text-xs" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((item) => {
          const line = lines[item.index]
          if (!line) return null
          return (
            <div
              key={item.key}
              ref={list.measureElement}
              data-index={item.index}
              className="absolute inset-x-0 top-0 grid gap-x-4 py-0.5 leading-5 sm:grid-cols-[8rem_minmax(0,1fr)]"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <time dateTime={line.at} className="text-faint">
                {clockTime(line.at)}
              </time>
              <span className={classNames('whitespace-pre-wrap wrap-anywhere', tones[line.level])}>
                {words[line.level] ? <b className="mr-2 font-medium">{words[line.level]}</b> : null}
                {line.message}
              </span>
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** To the millisecond, in UTC: a log is read beside the database's own. */
function clockTime(at: string): string {
  return `${at.slice(11, 23)} UTC`
}
