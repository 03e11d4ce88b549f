import { ChevronRightIcon } from 'lucide-react'
import type { Recipe } from '@/lib/domain/finding'
import { Code } from '../ui/code'
import { CopyButton } from '../ui/copy-button'

/** The way around it, step by step; what is SQL can be copied. */
export function SafeWay({
  title,
  steps,
  folded,
}: Pick<Recipe, 'steps'> & { title?: string; folded?: boolean }) {
  const words = `The safe way${title ? `: ${lowerFirst(title)}` : ''}`
  if (!folded) {
    return (
      <div>
        <p className="font-medium">{words}</p>
        <Steps steps={steps} />
      </div>
    )
  }
  return (
    <details className="group/way">
      <summary className="flex list-none items-start gap-1 font-medium hover:underline [&::-webkit-details-marker]:hidden">
        <ChevronRightIcon
          aria-hidden
          className="mt-0.5 size-3.5 shrink-0 transition-transform group-open/way:rotate-90"
        />
        {words}
      </summary>
      <Steps steps={steps} />
    </details>
  )
}

function Steps({ steps }: Pick<Recipe, 'steps'>) {
  return (
    <ol className="mt-1 list-decimal space-y-1.5 pl-4.5 marker:text-muted">
      {steps.map(({ what, sql }) => (
        <li key={`${what}${sql ?? ''}`}>
          {what}
          {sql ? (
            <div className="relative mt-1">
              <Code block className="pr-9 whitespace-pre-wrap! wrap-anywhere">
                {sql.trim()}
              </Code>
              <span className="absolute top-0.5 right-0.5">
                <CopyButton text={sql.trim()} label="Copy this step" />
              </span>
            </div>
          ) : null}
        </li>
      ))}
    </ol>
  )
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : text
}
