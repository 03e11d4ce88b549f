'use client'

import { Code } from '../ui/code'
import { Field } from '../ui/field'
import { Input } from '../ui/input'

export interface ConfirmNameProps {
  /** The environment's. */
  name: string
  typed: string
  onType: (text: string) => void
  error: string | undefined
}

/** What changes a database is confirmed by typing its environment's name. */
export function ConfirmName({ name, typed, onType, error }: ConfirmNameProps) {
  return (
    <Field
      label={
        <>
          Type <Code>{name}</Code> to confirm
        </>
      }
      error={error}
    >
      <Input
        mono
        value={typed}
        onChange={(event) => onType(event.target.value)}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
      />
    </Field>
  )
}
