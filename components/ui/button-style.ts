import { classNames } from './class-names'

export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger'
export type ButtonSize = 'sm' | 'md'

const kinds: Record<ButtonKind, string> = {
  primary: 'bg-accent text-on-accent not-aria-disabled:hover:bg-accent-strong',
  plain:
    'border border-edge/60 bg-raised text-ink not-aria-disabled:hover:border-edge not-aria-disabled:hover:bg-sunken',
  quiet: 'text-ink not-aria-disabled:hover:bg-sunken dark:not-aria-disabled:hover:bg-raised',
  danger: 'bg-danger text-on-danger not-aria-disabled:hover:bg-danger-strong',
}

const sizes: Record<ButtonSize, string> = {
  sm: 'h-7 gap-1.5 px-2.5 text-sm',
  md: 'h-8 gap-2 px-3 text-sm pointer-coarse:h-10',
}

/** Looks of buttons and of links that stand where a button would. */
export function buttonStyle(kind: ButtonKind = 'plain', size: ButtonSize = 'md', more?: string): string {
  return classNames(
    'inline-flex shrink-0 items-center justify-center rounded-md font-medium whitespace-nowrap select-none',
    'transition-colors duration-100 [&_svg]:size-4 [&_svg]:shrink-0',
    'aria-disabled:cursor-not-allowed aria-disabled:border aria-disabled:border-dashed aria-disabled:border-edge/60 aria-disabled:bg-transparent aria-disabled:text-muted',
    kinds[kind],
    sizes[size],
    more,
  )
}
