import type { Catalog, CatalogChange } from '../../../domain/catalog'
import { applyDelta, catalogDelta } from '../../../domain/catalog-delta'
import { catalogFingerprint } from '../../../domain/catalog-fingerprint'
import type { Result } from '../../../domain/failure'
import type { MigrationFile } from '../../../domain/migration'
import type { Way } from '../../../domain/resolution'
import type { Statement } from '../../../domain/statement'
import type { DiffSide } from '../../../engines/engine'
import { defaultSchema } from '../../../engines/planning/evidence'
import { judgeEffects } from '../../../engines/planning/judge-effects'
import { planSegments } from '../../../sql/segments'
import type { ResolvingPorts, Situation } from '../../situation'
import { completeSql } from '../complete-sql'
import { draftResolution, impossible, possible } from '../draft-resolution'
import { lossWords } from '../losses'
import { runPrefix } from '../script-states'
import { mayTouchRows } from '../touches-rows'
import { changesWords, count, failureWords, statementWords } from '../words'
import { causeWords, passes } from './cause'
import type { FailedCase, Standing } from './failed-case'
import { halfGone } from './half-gone'
import { untriedWarning } from './untried-warning'

/** Takes back what ran, in the schema alone, and marks the row as rolled back. */
export async function undoWay(
  ports: ResolvingPorts,
  situation: Situation,
  failed: FailedCase,
  standing: Standing,
): Promise<Way> {
  const { script, at, half } = standing
  const ranStatements = script.statements.slice(0, at)
  const title =
    at === 0
      ? `Undo it: drop the unusable index that it left`
      : `Undo it: take back the first ${at === 1 ? 'statement' : `${at} statements`} of ${script.statements.length}`
  const no = (...because: string[]) => impossible('undo', title, because)

  const start = script.states[0] ?? {}
  const reached = script.states[at] ?? {}
  const reverse = await reverseSql(ports, situation, failed, standing)
  const tried = await completeSql(ports, {
    request: failed.request,
    history: failed.history.scripts,
    async prepare(session) {
      for (const { walk, count } of failed.before) await runPrefix(session, walk, count)
      await runPrefix(session, script, at + (half?.how === 'half built' ? 1 : 0))
    },
    first: halfDrops(standing, start),
    engine: reverse,
    goal: { catalog: start, facts: script.facts },
  })
  if (!tried.ok) return no(`Tried on a shadow database, it fails. ${failureWords(tried.failure)}`)
  const { sql, left } = tried.value
  if (left.length > 0) {
    return no(`Tried on a shadow database, not all comes back as it was: ${changesWords(left)}.`)
  }
  const { statements } = planSegments(sql)
  const { losses, unexecutable } = await judgeEffects(
    situation.live,
    situation.catalog,
    statements.map(({ text }) => text),
    await defaultSchema(situation.live),
  )
  if (unexecutable.length > 0) return no(...unexecutable)
  const rows = ranStatements.filter(mayTouchRows)
  const lost = [...lossWords(losses), ...cameEmpty(start, reached)]
  return possible(
    draftResolution(situation, {
      kind: 'undo',
      trouble: 'failed',
      migration: failed.name,
      title,
      does: [
        ...statements.map(({ summary }) => `Runs ${summary}.`),
        `Sets rolled_back_at on the unfinished row of ${failed.name} in the ledger.`,
      ],
      proof: [
        `Tried on a shadow database: the history, ${count(at, 'statement')} of the script${half ? ', its index' : ''}, then this. Every object came back as it was before the script.`,
      ],
      warnings: [
        ...lost,
        ...untriedWarning(standing),
        ...rows.map(
          (statement) => `What ${statementWords(statement)} did to rows stays; a later deploy runs it again.`,
        ),
        ...standing.uncertain
          .filter((statement) => !rows.includes(statement))
          .map((statement) => `If ${statementWords(statement)} ran, what it did to rows stays.`),
      ],
      takeBack: 'Deploy the migration: it runs from its beginning.',
      next: failed.file
        ? `Remove the cause, then deploy: ${failed.name} is pending again.${causeWords(failed)}`
        : 'Nothing is left of it; deploy what is pending.',
      sql,
      ledger: [{ change: 'mark_rolled_back', id: failed.row.id, name: failed.name }],
      after: catalogFingerprint(
        applyDelta(situation.catalog, [
          ...halfGone(half),
          ...halfBack(standing, start),
          ...catalogDelta(reached, start),
        ]),
      ),
    }),
    standing.untried.length === 0 &&
      lost.length === 0 &&
      rows.length === 0 &&
      (!passes(failed) || script.refused !== null),
  )
}

/** The engine's way from the part that ran back to before it. */
async function reverseSql(
  { engine }: ResolvingPorts,
  { question }: Situation,
  failed: FailedCase,
  { script, at }: Standing,
): Promise<Result<string>> {
  if (at === 0) return { ok: true, value: '' }
  const earlier = failed.before.map(({ walk, count }, index) =>
    asMigration(`before_${index}`, walk.statements, count),
  )
  const base = [...failed.history.scripts, ...earlier]
  const from: DiffSide = {
    of: 'migrations',
    migrations: [...base, asMigration(failed.name, script.statements, at)],
  }
  const to: DiffSide = { of: 'migrations', migrations: base }
  const target = { url: null, shadow: failed.request }
  const diff = await engine.diff(target, from, to, question.revision.schemaFiles)
  return diff.ok ? { ok: true, value: diff.value.sql } : diff
}

function asMigration(name: string, statements: Statement[], count: number): MigrationFile {
  const sql = statements
    .slice(0, count)
    .map(({ text }) => `${text};\n`)
    .join('')
  return { name, sql, checksum: '' }
}

function halfDrops({ half }: Standing, start: Catalog): string[] {
  if (!half) return []
  const drop = `DROP INDEX CONCURRENTLY IF EXISTS ${half.qualified}`
  const definition = JSON.parse(start[half.key] ?? '{}').definition
  if (half.how === 'half built' || typeof definition !== 'string') return [drop]
  return [drop, definition.replace(/^CREATE (UNIQUE )?INDEX /, '$&CONCURRENTLY ')]
}

function halfBack({ half }: Standing, start: Catalog): CatalogChange[] {
  if (half?.how !== 'half dropped') return []
  return [{ key: half.key, before: null, after: start[half.key] ?? null }]
}

/** Tables and columns that the part that ran has dropped come back without what was in them. */
function cameEmpty(start: Catalog, reached: Catalog): string[] {
  const gone = catalogDelta(start, reached).filter(
    ({ key, after }) => after === null && /^(table|column):/.test(key),
  )
  if (gone.length === 0) return []
  return [
    `What the script has dropped comes back empty: ${changesWords(gone)}. Only a snapshot has its rows.`,
  ]
}
