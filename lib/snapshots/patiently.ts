import type { Clock } from '../domain/clock'

/** Pauses between attempts, in milliseconds: a server that was killed may be starting again. */
const pauses = [300, 1_000, 3_000, 8_000]

/** Tries it until it answers true, and gives up in the end: what clears away after a failure fails nothing itself. */
export async function patiently(clock: Clock, attempt: () => Promise<boolean>): Promise<void> {
  for (const pause of [...pauses, null]) {
    if ((await attempt().catch(() => false)) || pause === null) return
    await clock.sleep(pause)
  }
}
