import { type FindingFamily, findingFamilies } from '@/lib/domain/finding'
import { familyWords } from '@/lib/domain/finding-words'
import { Checkbox } from '../ui/checkbox'

/** Hygiene has no dangers to stop for. */
const stoppable = findingFamilies.filter((family) => family !== 'hygiene')

interface PolicyStopsProps {
  stops: FindingFamily[]
  onStops: (stops: FindingFamily[]) => void
  disabled: boolean
}

/** For which dangers the gate stops. */
export function PolicyStops({ stops, onStops, disabled }: PolicyStopsProps) {
  const toggle = (family: FindingFamily, on: boolean) =>
    onStops(stoppable.filter((each) => (each === family ? on : stops.includes(each))))
  return (
    <fieldset>
      <legend className="text-sm font-medium">Stop the gate for dangers</legend>
      <p className="pt-0.5 pb-2 text-xs text-muted">
        A danger of these kinds closes it until a reviewer accepts it with a reason, on that plan alone.
      </p>
      <div className="grid gap-x-4 gap-y-2 sm:grid-cols-2 lg:grid-cols-4">
        {stoppable.map((family) => (
          <Checkbox
            key={family}
            label={familyWords[family].name}
            checked={stops.includes(family)}
            onChange={(on) => toggle(family, on)}
            disabled={disabled}
          />
        ))}
      </div>
    </fieldset>
  )
}
