import type { ReactNode } from 'react'
import type { Recipe } from '@/lib/domain/finding'
import { Code } from '../ui/code'
import { CopyButton } from '../ui/copy-button'

/** The way around it, step by step; what is SQL can be copied. `children`: what can be done about it here. */
export function SafeWay({
  recipe,
  children,
}: {
  recipe: Pick<Recipe, 'title' | 'steps'>
  children?: ReactNode
}) {
  return (
    <div>
      <p className="font-medium">The safe way: {lowerFirst(recipe.title)}</p>
      <ol className="mt-1 list-decimal space-y-1.5 pl-4.5 marker:text-muted">
        {recipe.steps.map(({ what, sql }) => (
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
      {children}
    </div>
  )
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.slice(0, 1).toLowerCase() + text.slice(1) : text
}
