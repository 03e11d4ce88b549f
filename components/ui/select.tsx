'use client'

import { Select as Base } from '@base-ui/react/select'
import { CheckIcon, ChevronsUpDownIcon } from 'lucide-react'
import { classNames } from './class-names'
import { controlStyle } from './input'

export interface SelectOption<Value extends string> {
  value: Value
  label: string
  /** One more line under the label. */
  note?: string
}

export interface SelectProps<Value extends string> {
  options: readonly SelectOption<Value>[]
  value?: Value
  defaultValue?: Value
  onChange?: (value: Value) => void
  name?: string
  disabled?: boolean
  className?: string
  /** Needed outside a `Field`. */
  'aria-label'?: string
}

/** One of a few: `<Select name="role" defaultValue="viewer" options={[{ value: 'viewer', label: 'Viewer' }]} />` */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { options, value, defaultValue, onChange, name, disabled, className } = props
  return (
    <Base.Root
      items={options as { value: Value; label: string }[]}
      {...(value === undefined ? {} : { value })}
      {...(defaultValue === undefined ? {} : { defaultValue })}
      {...(name ? { name } : {})}
      {...(disabled ? { disabled } : {})}
      onValueChange={(next) => next !== null && onChange?.(next as Value)}
    >
      <Base.Trigger
        aria-label={props['aria-label']}
        className={classNames(
          controlStyle,
          'flex h-8 items-center justify-between gap-2 text-left pointer-coarse:h-10',
          className,
        )}
      >
        <Base.Value className="truncate" />
        <Base.Icon>
          <ChevronsUpDownIcon aria-hidden className="size-3.5 text-muted" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <Base.Popup className="max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto rounded-lg bg-raised p-1 text-sm shadow-lift outline-none">
            <Base.List>
              {options.map((option) => (
                <Base.Item
                  key={option.value}
                  value={option.value}
                  className="grid cursor-default grid-cols-[1rem_1fr] items-start gap-2 rounded-md px-2 py-1.5 outline-none select-none data-highlighted:bg-accent-wash"
                >
                  <Base.ItemIndicator className="col-start-1 pt-0.5">
                    <CheckIcon aria-hidden className="size-3.5 text-accent" />
                  </Base.ItemIndicator>
                  <span className="col-start-2">
                    <Base.ItemText>{option.label}</Base.ItemText>
                    {option.note ? <span className="block text-xs text-muted">{option.note}</span> : null}
                  </span>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
