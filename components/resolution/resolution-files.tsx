import type { FileChange } from '@/lib/domain/file-change'
import { Code } from '../ui/code'
import { ScriptText } from './script-text'

/** The files that change: what is written where, and which folders get another name. */
export function ResolutionFiles({ files }: { files: FileChange[] }) {
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
                <span className="text-accent underline decoration-line underline-offset-2">text</span>
              </summary>
              <div className="pt-2">
                <ScriptText sql={file.content} />
              </div>
            </details>
          </li>
        ),
      )}
    </ul>
  )
}
