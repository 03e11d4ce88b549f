import { readFacts } from '../../databases/postgres/definitions/facts'
import { writeDefinitions } from '../../databases/postgres/definitions/write-definitions'
import type { CatalogChange } from '../../domain/catalog'
import { applyDelta, catalogDelta } from '../../domain/catalog-delta'
import { hiddenReason } from '../../domain/inventory'
import { type MigrationFile, pendingStates } from '../../domain/migration'
import type { LedgerChange, Way } from '../../domain/resolution'
import { draftResolution, impossible, possible } from '../ledger/draft-resolution'
import { laterName } from '../ledger/later-name'
import { onShadow, shadowRequest } from '../ledger/shadow-of'
import { changesWords, count, failureWords } from '../ledger/words'
import type { ResolvingPorts, Situation } from '../situation'
import { checksumOf } from './checksum'
import { type Drifted, liveFacts } from './drifted'
import { schemaWarnings } from './schema-warnings'
import { scriptOf } from './script'
import { tryScript } from './try-script'
import { withoutRoles } from './without-roles'

/** Drift becomes a migration that is recorded as applied here: other databases get it by their next deploy. */
export async function adoptWay(
  ports: ResolvingPorts,
  situation: Situation,
  { history, expected, changes: all, ignored, doubts }: Drifted,
  changes: CatalogChange[],
): Promise<Way> {
  const { question, ledger, statuses } = situation
  const part = changes.length === all.length ? 'the drift' : count(changes.length, 'difference')
  const title = `Make ${part} a migration that is applied here`
  const no = (...because: string[]) => impossible('adopt_drift', title, because)
  const waiting = new Set(
    statuses.filter(({ state }) => pendingStates.includes(state)).map(({ name }) => name),
  )
  const pending = question.revision.migrations.filter((file) => waiting.has(file.name))
  const facts = await liveFacts(situation)
  const target = applyDelta(expected, changes)
  const tried = await onShadow(
    ports,
    shadowRequest(situation),
    history,
    [],
    async ({ session, url, catalog }) => {
      const before = { catalog: expected, facts: await readFacts(session) }
      const { statements, unwritten } = writeDefinitions(changes, before, facts, {
        roles: before.facts.roles,
      })
      const sql = scriptOf(statements)
      const failure = await tryScript(session, 'the migration', sql)
      const left = withoutRoles(failure ? [] : catalogDelta(await catalog(), target), before.facts.roles)
      if (failure || left.rest.length > 0) return { sql, failure, left, unwritten, stuck: null, schema: [] }
      const stuck = await firstStuck(session, pending)
      const touched = changes.filter(({ key }) => !hiddenIn(key, target, expected))
      const schema = stuck ? [] : await schemaWarnings(ports, situation, url, touched)
      return { sql, failure, left, unwritten, stuck, schema }
    },
  )
  if (!tried.ok) return no(failureWords(tried.failure))
  const { sql, failure, left, unwritten, stuck, schema } = tried.value
  const reasons = [
    ...unwritten.map(({ key, why }) => `${key}: no SQL can be written for it, ${why}.`),
    ...(failure ? [`The SQL that was worked out fails on a shadow database: ${failure}`] : []),
    ...(left.rest.length > 0 ? [`After it, the schema would still differ: ${changesWords(left.rest)}.`] : []),
  ]
  if (reasons.length > 0) return no(...reasons)
  const names = [...question.revision.migrations, ...ledger.rows].map(({ name }) => name)
  const applied = names.filter((name) => !waiting.has(name))
  const name = laterName(applied, 'adopt_drift', [...waiting])
  const insert: LedgerChange = { change: 'insert_applied', name, checksum: checksumOf(sql) }
  return possible(
    draftResolution(situation, {
      kind: 'adopt_drift',
      trouble: 'drift',
      migration: name,
      title,
      does: [
        `Writes ${name}/migration.sql: ${changesWords(changes)}.`,
        `Records ${name} as applied in this database, without running it.`,
      ],
      proof: [
        changes.length === all.length && ignored.length === 0
          ? 'Tried on a shadow database: the applied migrations and then this one build exactly the live schema.'
          : 'Tried on a shadow database: the applied migrations and then this one build the live schema, but for the differences that are left as they are.',
        ...(pending.length > 0 && !stuck
          ? [`${count(pending.length, 'pending migration')} can be applied after it.`]
          : []),
      ],
      warnings: [
        ...doubts,
        ...left.missing.map(
          (role) =>
            `The role ${role} is not on the shadow’s server: its rights and policies are written, and were not tried.`,
        ),
        ...(stuck ? [`After it, the pending ${stuck.name} fails: ${stuck.why}`] : []),
        ...schema,
      ],
      takeBack: `Delete ${name}, and mark it as rolled back in the ledger: the differences are drift again.`,
      next: 'Commit the file. Every other database gets it by its next deploy.',
      files: [{ change: 'write', path: `${name}/migration.sql`, content: sql, replaces: null }],
      ledger: ledger.exists ? [insert] : [{ change: 'create_table' }, insert],
    }),
  )
}

async function firstStuck(
  session: Parameters<typeof tryScript>[0],
  pending: MigrationFile[],
): Promise<{ name: string; why: string } | null> {
  for (const { name, sql } of pending) {
    const why = await tryScript(session, name, sql)
    if (why !== null) return { name, why }
  }
  return null
}

function hiddenIn(key: string, target: Record<string, string>, expected: Record<string, string>): boolean {
  return hiddenReason(key, Object.hasOwn(target, key) ? target : expected) !== null
}
