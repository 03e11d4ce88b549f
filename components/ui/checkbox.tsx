'use client'

import { Checkbox as Base } from '@base-ui/react/checkbox'
import { CheckIcon } from 'lucide-react'
import type { ReactNode } from 'react'

export interface CheckboxProps {
  label: ReactNode
  hint?: ReactNode
  name?: string
  checked?: boolean
  defaultChecked?: boolean
  onChange?: (checked: boolean) => void
  disabled?: boolean
}

/** `<Checkbox name="all" label="Take a snapshot first" hint="About 3 seconds" />` */
export function Checkbox({ label, hint, name, checked, defaultChecked, onChange, disabled }: CheckboxProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside, it renders an input
    <label className="flex items-start gap-2.5 text-sm">
      <Base.Root
        {...(name ? { name } : {})}
        {...(checked === undefined ? {} : { checked })}
        {...(defaultChecked === undefined ? {} : { defaultChecked })}
        {...(disabled ? { disabled } : {})}
        {...(onChange ? { onCheckedChange: (next: boolean) => onChange(next) } : {})}
        className="mt-px flex size-4.5 shrink-0 items-center justify-center rounded-sm border border-edge bg-raised data-checked:border-accent data-checked:bg-accent data-disabled:opacity-60"
      >
        <Base.Indicator className="text-on-accent data-unchecked:hidden">
          <CheckIcon aria-hidden className="size-3.5" strokeWidth={3} />
        </Base.Indicator>
      </Base.Root>
      <span>
        {label}
        {hint ? <span className="block text-xs text-muted">{hint}</span> : null}
      </span>
    </label>
  )
}
