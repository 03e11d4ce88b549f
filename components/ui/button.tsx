'use client'

import { type ComponentProps, type ReactNode, useId } from 'react'
import { type ButtonKind, type ButtonSize, buttonStyle } from './button-style'
import { classNames } from './class-names'

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  kind?: ButtonKind
  size?: ButtonSize
  /** Why it cannot be pressed now. It stays focusable, and the reason stands beside it. */
  disabledReason?: string | null | undefined
  /** What it is doing; replaces the label and ignores presses. */
  busy?: string | false | undefined
  icon?: ReactNode
  /** Where the reason stands: `below` (default) or `beside`. */
  reasonAt?: 'below' | 'beside'
}

/** `<Button kind="primary" disabledReason={may.ok ? null : may.failure.why} busy={pending && 'Opening…'}>Open</Button>` */
export function Button({
  kind = 'plain',
  size = 'md',
  disabledReason,
  busy,
  icon,
  reasonAt = 'below',
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const reasonId = useId()
  const off = Boolean(disabledReason) || Boolean(busy)
  const button = (
    <button
      {...rest}
      type={off ? 'button' : type}
      aria-disabled={off || undefined}
      aria-busy={busy ? true : undefined}
      aria-describedby={disabledReason ? reasonId : rest['aria-describedby']}
      className={buttonStyle(kind, size, className)}
      onClick={off ? (event) => event.preventDefault() : onClick}
    >
      {icon}
      {busy ? <span className="animate-breathe">{busy}</span> : children}
    </button>
  )
  if (!disabledReason) return button
  return (
    <span
      className={classNames(
        'inline-flex max-w-full',
        reasonAt === 'below' ? 'flex-col items-start gap-1' : 'flex-wrap items-center gap-2.5',
      )}
    >
      {button}
      <span id={reasonId} className="max-w-80 text-xs text-muted">
        {disabledReason}
      </span>
    </span>
  )
}
