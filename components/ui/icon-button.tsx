'use client'

import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names'
import { Tooltip } from './tooltip'

export interface IconButtonProps extends ComponentProps<'button'> {
  /** Its name for everybody: tooltip and accessible name. */
  label: string
  /** Shown in the tooltip: `⌘K`. */
  shortcut?: string
  children: ReactNode
}

/** `<IconButton label="Copy checksum"><CopyIcon /></IconButton>` */
export function IconButton({ label, shortcut, className, children, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} {...(shortcut ? { shortcut } : {})}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        className={classNames(
          'inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink pointer-coarse:size-10 dark:hover:bg-raised [&_svg]:size-4',
          className,
        )}
      >
        {children}
      </button>
    </Tooltip>
  )
}
