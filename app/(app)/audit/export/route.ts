import { exportAudit } from '@/lib/queries/export-audit'

export const GET = exportAudit
