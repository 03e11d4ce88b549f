import { readFacts } from '../../databases/postgres/definitions/facts'
import { writeDefinitions } from '../../databases/postgres/definitions/write-definitions'
import { catalogDelta } from '../../domain/catalog-delta'
import type { FileChange } from '../../domain/file-change'
import { hiddenObjects } from '../../domain/inventory'
import type { Way } from '../../domain/resolution'
import { draftResolution, impossible, possible } from '../ledger/draft-resolution'
import { onShadow, shadowRequest } from '../ledger/shadow-of'
import { changesWords, count, failureWords } from '../ledger/words'
import type { ResolvingPorts, Situation } from '../situation'
import { checksumOf } from './checksum'
import { liveFacts } from './drifted'
import { introspectedSchema } from './introspected-schema'
import { scriptOf } from './script'
import { tryScript } from './try-script'
import { withoutRoles } from './without-roles'

const baselineName = '0_init'

/** All that the database holds becomes the first migration, recorded as applied once it was proved to build the same. */
export async function baselineWay(ports: ResolvingPorts, situation: Situation): Promise<Way> {
  const { catalog, ledger } = situation
  const title = 'Make what is there the first migration'
  const no = (...because: string[]) => impossible('baseline', title, because)
  const facts = await liveFacts(situation)
  const tried = await onShadow(ports, shadowRequest(situation), [], [], async (scratch) => {
    const before = { catalog: await scratch.catalog(), facts: await readFacts(scratch.session) }
    const { roles } = before.facts
    const { statements, unwritten } = writeDefinitions(catalogDelta(before.catalog, catalog), before, facts, {
      roles,
    })
    const sql = scriptOf(statements)
    const failure = await tryScript(scratch.session, baselineName, sql)
    const left = withoutRoles(failure ? [] : catalogDelta(await scratch.catalog(), catalog), roles)
    return { sql, unwritten, failure, left }
  })
  if (!tried.ok) return no(failureWords(tried.failure))
  const { sql, unwritten, failure, left } = tried.value
  const reasons = [
    ...unwritten.map(({ key, why }) => `${key}: no SQL can be written for it, ${why}.`),
    ...(failure ? [`The SQL that was worked out fails on a shadow database: ${failure}`] : []),
    ...(left.rest.length > 0
      ? [`What it builds differs from the live schema: ${changesWords(left.rest)}.`]
      : []),
  ]
  if (reasons.length > 0) return no(...reasons)
  const schema = await introspectedSchema(ports, situation)
  const files: FileChange[] = [
    { change: 'write', path: `${baselineName}/migration.sql`, content: sql, replaces: null },
    ...schema.files,
  ]
  const hidden = hiddenObjects(catalog)
  return possible(
    draftResolution(situation, {
      kind: 'baseline',
      trouble: 'unmanaged',
      migration: baselineName,
      title,
      does: [
        `Writes ${baselineName}/migration.sql with all that the database holds.`,
        ...schema.does,
        ...(ledger.exists ? [] : ['Creates the ledger, _prisma_migrations.']),
        `Records ${baselineName} as applied, without running it.`,
      ],
      proof: [
        `Tried on a shadow database: ${baselineName} builds exactly the live schema, ${count(Object.keys(catalog).length, 'object')}.`,
      ],
      warnings: [
        ...left.missing.map(
          (role) =>
            `The role ${role} is not on the shadow’s server: its rights and policies are written, and were not tried.`,
        ),
        ...facts.beyond.map(
          (what) => `Not in the migration, since schemas are compared without it: ${what}.`,
        ),
        ...(hidden.length > 0
          ? [
              `${count(hidden.length, 'object')} cannot be expressed in a Prisma schema; they live in the migration alone.`,
            ]
          : []),
        ...schema.warnings,
      ],
      takeBack: ledger.exists
        ? `Delete ${baselineName} and its row in _prisma_migrations.`
        : `Delete ${baselineName} and drop the table _prisma_migrations.`,
      next: 'Commit the files. From here on every change is a migration.',
      files,
      ledger: [
        ...(ledger.exists ? [] : [{ change: 'create_table' } as const]),
        { change: 'insert_applied', name: baselineName, checksum: checksumOf(sql) },
      ],
    }),
    true,
  )
}
