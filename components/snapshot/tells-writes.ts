import type { SnapshotView } from '@/lib/domain/snapshot-view'

/** Only what Headgate took itself, and still has, carries the mark by which later writes are told. */
export function tells({ state, method }: Pick<SnapshotView, 'state' | 'method'>): boolean {
  return method !== 'external' && (state === 'verified' || state === 'complete')
}
