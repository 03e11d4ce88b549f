import { ChevronRightIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Statement } from '@/lib/domain/statement'
import { classNames } from '../ui/class-names'
import { toneText } from '../ui/tone'
import { highlightSql, type Piece } from './highlight'
import { SqlLine } from './sql-line'
import { type Block, statementBlocks } from './statement-blocks'

/** Something to say about a line; stands in the margin on wide screens, under the block on narrow ones. */
export interface SqlNote {
  /** 1-based line of the script. */
  line: number
  tone: 'quiet' | 'care' | 'danger'
  content: ReactNode
  /** It says itself which line it is about. */
  whole?: boolean
}

export interface SqlViewProps {
  sql: string
  /** Of `lib/sql`; empty when the script does not parse: then it is shown raw. */
  statements?: readonly Statement[]
  notes?: readonly SqlNote[]
  /** Beside a statement's summary, by its index: time, lock, badge. */
  asides?: Record<number, ReactNode>
  /** Goes before the anchors when several scripts share a page: `m2-` makes `#m2-s3`. */
  anchor?: string
  /** Added to the numbers of statements, for a plan that counts on across migrations. */
  numberFrom?: number
}

/** A script, coloured on the server: statements numbered, foldable, each with an anchor (`#s3`). */
export async function SqlView(props: SqlViewProps) {
  const { sql, statements = [], notes = [], asides = {}, anchor = '', numberFrom = 1 } = props
  const text = sql.replaceAll('\r\n', '\n').trimEnd()
  const lines = await highlightSql(text)
  // Offsets of the statements are those of the file, so the blocks are cut there.
  const blocks = statementBlocks(sql.trimEnd(), statements)
  return (
    <div className="@container font-mono text-sm leading-6">
      {blocks.map((block) => (
        <BlockView
          key={block.from}
          block={block}
          lines={lines.slice(block.from - 1, block.to)}
          notes={notes.filter((note) => note.line >= block.from && note.line <= block.to)}
          margin={notes.length > 0}
          asides={asides}
          anchor={anchor}
          numberFrom={numberFrom}
        />
      ))}
    </div>
  )
}

interface BlockProps {
  block: Block
  lines: Piece[][]
  notes: readonly SqlNote[]
  margin: boolean
  asides: Record<number, ReactNode>
  anchor: string
  numberFrom: number
}

function BlockView({ block, lines, notes, margin, asides, anchor, numberFrom }: BlockProps) {
  const code = (
    <div className={classNames(margin && '@4xl:grid @4xl:grid-cols-[minmax(0,1fr)_24rem] @4xl:gap-6')}>
      <code className="block py-1">
        {lines.map((pieces, index) => {
          const number = block.from + index
          return (
            <SqlLine
              key={number}
              number={number}
              anchor={anchor}
              pieces={pieces}
              mark={notes.find((note) => note.line === number)?.tone}
            />
          )
        })}
      </code>
      {notes.length > 0 ? <Notes notes={notes} /> : null}
    </div>
  )
  const first = block.statements[0]
  if (!first) return <div className="py-1 opacity-90">{code}</div>
  return (
    <details
      open
      id={`${anchor}s${numberFrom + first.index}`}
      className="group border-t border-line first:border-t-0"
    >
      <summary
        data-statement
        className="flex list-none flex-wrap items-baseline py-1 font-sans text-sm text-muted hover:text-ink [&::-webkit-details-marker]:hidden"
      >
        <span className="flex w-11 shrink-0 items-center justify-end gap-0.5 pr-3">
          <ChevronRightIcon aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
          <span className="min-w-4 shrink-0 text-right font-medium whitespace-nowrap text-ink">
            {numberFrom + first.index}
          </span>
        </span>
        <span className="min-w-0 flex-1 truncate">
          {first.summary}
          {block.statements.length > 1 ? ` and ${block.statements.length - 1} more on this line` : ''}
        </span>
        {asides[first.index] ? (
          <span className="shrink-0 text-xs max-sm:basis-full max-sm:pl-11">{asides[first.index]}</span>
        ) : null}
      </summary>
      {code}
    </details>
  )
}

function Notes({ notes }: { notes: readonly SqlNote[] }) {
  return (
    <ul className="space-y-2.5 py-1.5 pl-11 max-sm:pl-3 font-sans text-sm leading-5 @4xl:pl-0">
      {notes.map((note, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: several notes may share a line
        <li key={index}>
          {note.whole ? null : (
            <span className={classNames('mr-1.5 text-xs', toneText[note.tone])}>line {note.line}</span>
          )}
          {note.content}
        </li>
      ))}
    </ul>
  )
}
