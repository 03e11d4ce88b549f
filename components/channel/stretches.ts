import type { Stretch } from './channel-rail'
import { isFull, type StationState } from './station'

/**
 * The stretches of a vertical line whose newest station is at the top: water comes from below and has passed every
 * station that is older than a full one. `continues`: older stations follow below that are not listed.
 */
export function stretchesUp(
  states: readonly (StationState | null)[],
  continues: boolean,
): { above: Stretch; below: Stretch }[] {
  const newestFull = states.findIndex((state) => state !== null && isFull(state))
  const passed = (index: number) => newestFull >= 0 && index >= newestFull
  const blocked = states.indexOf('failed')
  return states.map((_, index) => {
    const lowest = index === states.length - 1
    const reaches = passed(index) || index === blocked
    return {
      above: index === 0 ? 'none' : passed(index - 1) || index - 1 === blocked ? 'full' : 'empty',
      below: lowest && !continues ? 'none' : reaches ? 'full' : 'empty',
    }
  })
}

/** Where a gate stands: under the oldest of the waiting stations on top; -1 when nothing waits. */
export function gateBelow(states: readonly (StationState | null)[]): number {
  if (states.every((state) => state === null)) return -1
  const newestFull = states.findIndex((state) => state !== null && isFull(state))
  return (newestFull < 0 ? states.length : newestFull) - 1
}
