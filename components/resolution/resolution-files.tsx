import type { FileChange } from '@/lib/domain/file-change'
import { Code } from '../ui/code'
import { ScriptDiff, ScriptText } from './script-text'

/** The files that change: what is written where, and which folders get another name. */
export function ResolutionFiles({
  files,
  befores = {},
}: {
  files: FileChange[]
  /** Of files that are written anew: what was there, by their paths. */
  befores?: Record<string, string> | undefined
}) {
  return (
    <ul className="space-y-2 text-sm">
      {files.map((file) =>
        file.change === 'rename' ? (
          <li key={file.from}>
            <Code>{file.from}</Code> <span className="text-muted">becomes</span> <Code>{file.to}</Code>
          </li>
        ) : (
          <li key={file.path}>
            <details>
              <summary className="flex flex-wrap items-baseline gap-x-3 text-muted hover:text-ink">
                <span className="text-ink">
                  <Code>{file.path}</Code>
                </span>
                <span>{file.replaces === null ? 'is new' : 'is written anew'}</span>
                <span className="text-accent underline decoration-line underline-offset-2">
                  {befores[file.path] === undefined ? 'text' : 'difference'}
                </span>
              </summary>
              <div className="pt-2">
                <FileText file={file} before={befores[file.path]} />
              </div>
            </details>
          </li>
        ),
      )}
    </ul>
  )
}

function FileText({
  file: { content },
  before,
}: {
  file: Extract<FileChange, { change: 'write' }>
  before: string | undefined
}) {
  if (before === undefined) return <ScriptText sql={content} />
  return (
    <ScriptDiff
      before={before}
      after={content}
      beforeLabel="As it was proposed on"
      afterLabel="As it is written"
    />
  )
}
