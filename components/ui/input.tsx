'use client'

import { Field } from '@base-ui/react/field'
import type { ComponentProps } from 'react'
import { classNames } from './class-names'

export const controlStyle =
  'w-full rounded-md border border-edge bg-raised px-2.5 text-sm text-ink placeholder:text-faint focus-visible:outline-offset-0 data-invalid:border-danger disabled:bg-sunken disabled:text-muted pointer-coarse:text-lg'

/** One line of text. Inside a `Field` it takes label, hint and error from there. `mono` for names, URLs, SQL. */
export function Input({ mono, className, ...rest }: ComponentProps<'input'> & { mono?: boolean }) {
  return (
    <Field.Control
      render={<input />}
      {...(rest as Omit<ComponentProps<typeof Field.Control>, 'className' | 'render'>)}
      className={classNames(controlStyle, 'h-8 pointer-coarse:h-10', mono && 'font-mono', className)}
    />
  )
}
