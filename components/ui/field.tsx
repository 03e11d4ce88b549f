'use client'

import { Field as Base } from '@base-ui/react/field'
import { CircleAlertIcon } from 'lucide-react'
import type { ReactNode } from 'react'

export interface FieldProps {
  label: ReactNode
  /** Help that is always there, under the label. */
  hint?: ReactNode
  /** What is wrong with it, from the server or from a check. */
  error?: string | null | undefined
  name?: string
  className?: string
  children: ReactNode
}

/** Label, control, hint and error as one: `<Field label="Name" error={errors.name}><Input name="name" /></Field>` */
export function Field({ label, hint, error, name, className, children }: FieldProps) {
  return (
    <Base.Root
      invalid={Boolean(error)}
      {...(name ? { name } : {})}
      className={`flex w-full flex-col items-stretch gap-1 ${className ?? ''}`}
    >
      <Base.Label className="text-sm font-medium">{label}</Base.Label>
      {hint ? <Base.Description className="max-w-prose text-xs text-muted">{hint}</Base.Description> : null}
      {children}
      <Base.Error match={Boolean(error)} className="flex items-start gap-1.5 text-xs text-danger">
        <CircleAlertIcon aria-hidden className="mt-0.5 size-3.5 shrink-0" />
        {error}
      </Base.Error>
    </Base.Root>
  )
}
