'use client'

import { EyeIcon, EyeOffIcon } from 'lucide-react'
import { type ComponentProps, useState } from 'react'
import { Input } from './input'

/**
 * A line of text that nobody beside the reader should see, with a button that shows it: one has to see what one
 * pastes. Not `type="password"`: browsers would offer to keep it.
 */
export function SecretInput({ className, ...rest }: Omit<ComponentProps<typeof Input>, 'type'>) {
  const [shown, setShown] = useState(false)
  const Icon = shown ? EyeOffIcon : EyeIcon
  return (
    <span className="relative block">
      <Input
        {...rest}
        autoComplete="off"
        spellCheck={false}
        className={`pr-10 ${shown ? '' : '[-webkit-text-security:disc]'} ${className ?? ''}`}
      />
      <button
        type="button"
        aria-label={shown ? 'Hide what is typed' : 'Show what is typed'}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 right-0 flex w-9 items-center justify-center rounded-md text-muted hover:text-ink"
      >
        <Icon aria-hidden className="size-4" />
      </button>
    </span>
  )
}
