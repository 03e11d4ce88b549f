import 'server-only'
import { cache } from 'react'
import { context } from '../composition/context'
import type { ShellProject } from '../domain/shell-view'

/** Every project with its environments, in their order. Asked once for each request. */
export const readShell = cache(async (): Promise<ShellProject[]> => {
  const rows = await context().db.project.findMany({
    orderBy: { createdAt: 'asc' },
    select: {
      slug: true,
      name: true,
      environments: {
        orderBy: { position: 'asc' },
        select: { slug: true, name: true, kind: true },
      },
    },
  })
  return rows
})
