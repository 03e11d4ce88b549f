import 'server-only'
import { z } from 'zod'
import type { Context } from '../composition/context'
import { ok } from '../domain/failure'
import type { PaletteEntry } from '../domain/shell-view'
import { readMigrationFiles } from '../store/read-json'
import { readJson } from './read-json'
import { rulePaletteEntries } from './rules'

/** What the palette offers within a project: its newest deploy requests, all of its migrations, and the rules. */
export const answerPalette = readJson({
  input: z.strictObject({ project: z.string().max(100) }),
  permission: 'environment.view',
  operation: async (context, _viewer, { project }) => ok(await entriesOf(context, project)),
})

async function entriesOf({ db }: Context, slug: string): Promise<PaletteEntry[]> {
  const [requests, revision] = await Promise.all([
    db.deployRequest.findMany({
      where: { project: { slug } },
      orderBy: { number: 'desc' },
      take: 100,
      select: {
        number: true,
        title: true,
        state: true,
        environment: { select: { name: true } },
      },
    }),
    db.revision.findFirst({
      where: { project: { slug } },
      orderBy: { lastSeenAt: 'desc' },
      select: { migrations: true },
    }),
  ])
  const files = revision ? readMigrationFiles(revision.migrations) : []
  return [
    ...requests.map(
      (row): PaletteEntry => ({
        kind: 'deploy request',
        label: `#${row.number} ${row.title}`,
        note: `${row.environment.name}, ${row.state.replace('_', ' ')}`,
        href: `/p/${slug}/deploy-requests/${row.number}`,
      }),
    ),
    ...files.toReversed().map(
      (file): PaletteEntry => ({
        kind: 'migration',
        label: file.name,
        note: '',
        href: `/p/${slug}/migrations/${encodeURIComponent(file.name)}`,
      }),
    ),
    ...rulePaletteEntries(),
  ]
}
