import { fail } from '../domain/failure'
import type { SnapshotMethod } from './method'

const instead =
  'Take it with the database’s own means (a branch, a volume or managed snapshot, point-in-time recovery), then confirm it here by name.'

/**
 * What lives outside Headgate: a named person says that it exists, and Headgate records who, when and what they called
 * it. Nothing of it is ever called verified.
 */
export function createExternalMethod(): SnapshotMethod {
  return {
    name: 'external',
    guarantees: {
      consistent: false,
      cost: 'Unknown to Headgate: it is taken elsewhere.',
      needs: ['a person who confirms it by name', 'restoring it by hand'],
    },
    async available() {
      return { available: false, reason: `Headgate cannot take it by itself. ${instead}` }
    },
    async take() {
      return fail('snapshot_unavailable', `Headgate cannot take an external snapshot by itself. ${instead}`)
    },
    async restoreTo(_source, { location }) {
      return fail(
        'restore_failed',
        `“${location}” lives outside Headgate: restore it with the means of the database’s host into a new database, look at it, and give the environment its address.`,
      )
    },
    // What Headgate did not make it does not delete.
    async remove() {},
  }
}
