import type { ReactNode } from 'react'
import type { Act } from '@/lib/domain/act'
import { Button } from '../ui/button'
import { ButtonLink } from '../ui/button-link'
import type { ButtonKind } from '../ui/button-style'

export interface ActLinkProps {
  act: Act
  href: string
  kind?: ButtonKind
  icon?: ReactNode
  children: ReactNode
}

/** A link to where something is done, or the button that says why it cannot be. */
export function ActLink({ act, href, kind = 'plain', icon, children }: ActLinkProps) {
  if (act.allowed)
    return (
      <ButtonLink href={href} kind={kind} icon={icon}>
        {children}
      </ButtonLink>
    )
  return (
    <Button kind={kind} icon={icon} disabledReason={act.because ?? 'This is not possible now.'}>
      {children}
    </Button>
  )
}
