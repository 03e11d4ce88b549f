import 'server-only'
import { context } from '../composition/context'
import { isOpaqueKey } from '../domain/opaque-key'
import type { Actor } from '../domain/permission'
import type { RollbackPreview } from '../domain/rollback'
import type { RollbackView } from '../domain/rollback-view'
import { previewRollback } from '../operations/preview-rollback'
import { actOf } from './acts'

/** What taking a deploy back would do and lose, computed now; null when there is no such run in the project. */
export async function readRollback(
  viewer: Actor,
  projectSlug: string,
  deployRunId: string,
): Promise<RollbackView | null> {
  const at = context()
  const row = await at.db.run.findFirst({
    where: { id: deployRunId, kind: 'deploy', environment: { project: { slug: projectSlug } } },
    include: {
      environment: { include: { project: true } },
      deployRequest: { select: { number: true, title: true } },
    },
  })
  if (!row) return null
  const preview = await previewRollback(at, viewer, { projectSlug, deployRunId })
  const { environment } = row
  return {
    project: { slug: environment.project.slug, name: environment.project.name },
    environment: {
      slug: environment.slug,
      name: environment.name,
      kind: environment.kind,
      label: environment.label,
    },
    deployRequest: row.deployRequest,
    deployRunId,
    deployedAt: row.endedAt?.toISOString() ?? null,
    preview: preview.ok ? withoutNames(preview.value) : null,
    failure: preview.ok ? null : preview.failure,
    snapshot: preview.ok ? await findSnapshot(preview.value.restore.snapshotId) : null,
    run: actOf(viewer, 'rollback.run'),
    exportRows: actOf(viewer, 'rows.export'),
  }
}

/** Keys that may be names stay on the server; how many there are is told. */
function withoutNames(preview: RollbackPreview): RollbackPreview {
  if (!preview.kept) return preview
  const forecasts = preview.kept.forecasts.map((forecast) => {
    const { created, changed, deleted } = forecast.samples
    const samples = {
      created: created.filter(isOpaqueKey),
      changed: changed.filter(isOpaqueKey),
      deleted: deleted.filter(isOpaqueKey),
    }
    return { ...forecast, samples }
  })
  return { ...preview, kept: { ...preview.kept, forecasts } }
}

async function findSnapshot(id: string | null): Promise<RollbackView['snapshot']> {
  const row = id ? await context().db.snapshot.findUnique({ where: { id } }) : null
  if (!row) return null
  return {
    id: row.id,
    method: row.method,
    takenAt: row.takenAt?.toISOString() ?? null,
    verifiedAt: row.verifiedAt?.toISOString() ?? null,
    sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
  }
}
