import { diffArrays, diffWordsWithSpace } from 'diff'
import type { Piece } from './highlight'

export interface MarkedPiece extends Piece {
  /** This word changed within its line. */
  marked: boolean
}

export interface DiffSide {
  /** 1-based line number on its side. */
  number: number
  pieces: MarkedPiece[]
}

/** One row of a diff: both sides where nothing changed or where a line was replaced, one side elsewhere. */
export interface DiffRow {
  kind: 'same' | 'changed' | 'added' | 'removed'
  before: DiffSide | null
  after: DiffSide | null
}

/** Compares two scripts line by line; replaced lines are paired in order, and their changed words marked. */
export function diffRows(before: readonly Piece[][], after: readonly Piece[][]): DiffRow[] {
  const changes = diffArrays(before.map(textOf), after.map(textOf))
  const rows: DiffRow[] = []
  let left = 0
  let right = 0
  for (let at = 0; at < changes.length; at++) {
    const change = changes[at]
    if (!change) continue
    const count = change.value.length
    if (change.removed) {
      const next = changes[at + 1]
      const added = next?.added ? next.value.length : 0
      if (added > 0) at++
      rows.push(...replaced(before.slice(left, left + count), after.slice(right, right + added), left, right))
      left += count
      right += added
    } else if (change.added) {
      rows.push(...replaced([], after.slice(right, right + count), left, right))
      right += count
    } else {
      for (let line = 0; line < count; line++) {
        rows.push({ kind: 'same', before: side(before[left], left++), after: side(after[right], right++) })
      }
    }
  }
  return rows
}

function replaced(
  gone: readonly Piece[][],
  come: readonly Piece[][],
  left: number,
  right: number,
): DiffRow[] {
  const paired = Math.min(gone.length, come.length)
  const rows: DiffRow[] = []
  for (let line = 0; line < paired; line++) {
    const words = diffWordsWithSpace(textOf(gone[line]), textOf(come[line]))
    const keepsEnough = words.some((word) => !word.added && !word.removed && /\w/.test(word.value))
    rows.push({
      kind: 'changed',
      before: {
        number: left + line + 1,
        pieces: mark(gone[line], keepsEnough ? ranges(words, 'removed') : []),
      },
      after: {
        number: right + line + 1,
        pieces: mark(come[line], keepsEnough ? ranges(words, 'added') : []),
      },
    })
  }
  for (let line = paired; line < gone.length; line++) {
    rows.push({ kind: 'removed', before: side(gone[line], left + line), after: null })
  }
  for (let line = paired; line < come.length; line++) {
    rows.push({ kind: 'added', before: null, after: side(come[line], right + line) })
  }
  return rows
}

function textOf(pieces: readonly Piece[] | undefined): string {
  return (pieces ?? []).map((piece) => piece.text).join('')
}

function side(pieces: readonly Piece[] | undefined, index: number): DiffSide {
  return { number: index + 1, pieces: mark(pieces, []) }
}

/** Character ranges of one side that the other side has not. */
function ranges(
  words: ReturnType<typeof diffWordsWithSpace>,
  which: 'added' | 'removed',
): [number, number][] {
  const found: [number, number][] = []
  let offset = 0
  for (const word of words) {
    const other = which === 'added' ? word.removed : word.added
    if (other) continue
    if (word[which]) found.push([offset, offset + word.value.length])
    offset += word.value.length
  }
  return found
}

/** Cuts coloured pieces at the ranges' ends, so that a mark may begin within a colour. */
function mark(pieces: readonly Piece[] | undefined, marks: readonly [number, number][]): MarkedPiece[] {
  const cut: MarkedPiece[] = []
  let offset = 0
  for (const { text, color } of pieces ?? []) {
    const edges = [0, text.length]
    for (const [from, to] of marks) edges.push(from - offset, to - offset)
    const inside = [...new Set(edges)]
      .filter((edge) => edge >= 0 && edge <= text.length)
      .sort((a, b) => a - b)
    for (let at = 0; at + 1 < inside.length; at++) {
      const from = inside[at] ?? 0
      const to = inside[at + 1] ?? 0
      const marked = marks.some(([start, end]) => offset + from >= start && offset + to <= end)
      cut.push({ text: text.slice(from, to), color, marked })
    }
    offset += text.length
  }
  return cut
}
