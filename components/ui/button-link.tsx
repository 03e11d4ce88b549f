import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { type ButtonKind, type ButtonSize, buttonStyle } from './button-style'

export interface ButtonLinkProps extends ComponentProps<typeof Link> {
  kind?: ButtonKind
  size?: ButtonSize
  icon?: ReactNode
}

/** A link that looks like a button: `<ButtonLink kind="primary" href="…">Open deploy request</ButtonLink>` */
export function ButtonLink({ kind, size, icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link {...rest} className={buttonStyle(kind, size, className)}>
      {icon}
      {children}
    </Link>
  )
}
