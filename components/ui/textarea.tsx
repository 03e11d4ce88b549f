'use client'

import { Field } from '@base-ui/react/field'
import type { ComponentProps } from 'react'
import { classNames } from './class-names'
import { controlStyle } from './input'

/** Several lines of text; grows with what is written where the browser can. */
export function Textarea({
  mono,
  className,
  rows = 3,
  ...rest
}: ComponentProps<'textarea'> & { mono?: boolean }) {
  return (
    <Field.Control
      render={<textarea rows={rows} />}
      {...(rest as unknown as Omit<ComponentProps<typeof Field.Control>, 'className' | 'render'>)}
      className={classNames(
        controlStyle,
        'field-sizing-content min-h-16 py-1.5',
        mono && 'font-mono',
        className,
      )}
    />
  )
}
