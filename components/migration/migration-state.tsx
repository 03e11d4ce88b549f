import type { MigrationState } from '@/lib/domain/migration'
import { stationTone, stationWord } from '../channel/station'
import { StationMark } from '../channel/station-mark'
import { classNames } from '../ui/class-names'
import { toneText } from '../ui/tone'

/** What a migration is in an environment, as station and word. */
export function MigrationStateWord({ state, className }: { state: MigrationState; className?: string }) {
  return (
    <span
      className={classNames(
        'inline-flex items-baseline gap-1.5 whitespace-nowrap',
        toneText[stationTone[state]],
        className,
      )}
    >
      <StationMark state={state} className="self-center" />
      {stationWord[state]}
    </span>
  )
}
