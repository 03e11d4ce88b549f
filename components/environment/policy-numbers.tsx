import type { Policy } from '@/lib/domain/policy'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { type PolicyGroup, policyFields } from './policy-fields'

interface PolicyNumbersProps {
  group: PolicyGroup
  policy: Policy
  disabled: boolean
  errorOf: (path: string) => string | undefined
}

/** The numbers of one part of the form. */
export function PolicyNumbers({ group, policy, disabled, errorOf }: PolicyNumbersProps) {
  return policyFields
    .filter((field) => field.group === group)
    .map(({ name, label, hint, factor, min, max, step }) => (
      <Field key={name} label={label} hint={hint} error={errorOf(`policy.${name}`)}>
        <Input
          name={name}
          type="number"
          inputMode="decimal"
          defaultValue={policy[name] / factor}
          min={min}
          max={max}
          step={step}
          disabled={disabled}
          required
        />
      </Field>
    ))
}
