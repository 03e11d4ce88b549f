import type { SnapshotView } from '@/lib/domain/snapshot-view'

/** Only what Headgate took itself, and still has, carries the mark by which later writes are told. */
export function tells({ state, confirmedBy }: Pick<SnapshotView, 'state' | 'confirmedBy'>): boolean {
  return confirmedBy === null && (state === 'verified' || state === 'complete')
}
