import type { Act } from './act'
import type { EnvironmentRef } from './deploy-request-view'
import type { Failure } from './failure'
import type { RollbackPreview } from './rollback'

/** The page that stands before a rollback. */
export interface RollbackView {
  project: { slug: string; name: string }
  environment: EnvironmentRef & { label: string }
  deployRequest: { number: number; title: string } | null
  deployRunId: string
  deployedAt: string | null
  /** Null when it could not be computed: `failure` says why. */
  preview: RollbackPreview | null
  failure: Failure | null
  snapshot: {
    id: string
    method: string
    takenAt: string | null
    verifiedAt: string | null
    sizeBytes: number | null
  } | null
  run: Act
  /** Of the rows that a restore would lose. */
  exportRows: Act
}
