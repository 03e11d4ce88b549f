/** One line that is drawn over while something takes its time. */
export interface Progress {
  /** `of` null: nobody knows how much there is. */
  show(done: number, of: number | null, words: string): void
  /** Wipes the line, so that what is written next begins on an empty one. */
  clear(): void
}

const barWidth = 24
/** Often enough for eyes; a deploy must not wait for its own drawing. */
const everyMs = 60

interface Stream {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

export function createProgress(stream: Stream, silent: boolean, now: () => number = Date.now): Progress {
  if (silent || stream.isTTY !== true) return { show: () => {}, clear: () => {} }
  let drawn = false
  let last = -Infinity
  return {
    show(done, of, words) {
      const whole = of !== null && done >= of
      if (now() - last < everyMs && !whole) return
      last = now()
      drawn = true
      const line = of === null ? words : `${bar(done, of)} ${done}/${of} ${words}`
      stream.write(`\r\x1b[2K${line.slice(0, (stream.columns || 80) - 1)}`)
    },
    clear() {
      if (drawn) stream.write('\r\x1b[2K')
      drawn = false
      last = -Infinity
    },
  }
}

function bar(done: number, of: number): string {
  const filled = of === 0 ? barWidth : Math.min(barWidth, Math.round((done / of) * barWidth))
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`
}
