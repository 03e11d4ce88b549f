import { readFacts } from '../../databases/postgres/definitions/facts'
import { writeDefinitions } from '../../databases/postgres/definitions/write-definitions'
import type { CatalogChange } from '../../domain/catalog'
import { applyDelta, catalogDelta } from '../../domain/catalog-delta'
import { pendingStates } from '../../domain/migration'
import type { Way } from '../../domain/resolution'
import { defaultSchema } from '../../engines/planning/evidence'
import { judgeEffects } from '../../engines/planning/judge-effects'
import { planSegments } from '../../sql/segments'
import { draftResolution, impossible, possible } from '../ledger/draft-resolution'
import { laterName } from '../ledger/later-name'
import { lossWords } from '../ledger/losses'
import { onShadow, shadowRequest } from '../ledger/shadow-of'
import { changesWords, count, failureWords } from '../ledger/words'
import type { ResolvingPorts, Situation } from '../situation'
import { type Drifted, liveFacts } from './drifted'
import { scriptOf } from './script'
import { tryScript } from './try-script'
import { withoutRoles } from './without-roles'

/** A migration that takes drift back, to be deployed through the gate like every other. */
export async function revertWay(
  ports: ResolvingPorts,
  situation: Situation,
  { history, expected, changes: all, ignored, doubts }: Drifted,
  changes: CatalogChange[],
): Promise<Way> {
  const { question, ledger, statuses, catalog: live, live: session } = situation
  const part = changes.length === all.length ? 'the drift' : count(changes.length, 'difference')
  const title = `Write a migration that takes ${part} back`
  const no = (...because: string[]) => impossible('revert_drift', title, because)
  const facts = await liveFacts(situation)
  const reversed = changes.map(({ key, before, after }) => ({ key, before: after, after: before }))
  const target = applyDelta(live, reversed)
  const toLive = catalogDelta(expected, live)
  const tried = await onShadow(ports, shadowRequest(situation), history, [], async (scratch) => {
    const start = { catalog: expected, facts: await readFacts(scratch.session) }
    const { roles } = start.facts
    const { statements, unwritten } = writeDefinitions(reversed, { catalog: live, facts }, start.facts, {
      roles,
      lenient: true,
    })
    const sql = scriptOf(statements)
    const elsewhere = await withoutTheDrift(scratch.session, sql)
    const there = writeDefinitions(toLive, start, facts, { roles })
    const built = await tryScript(scratch.session, 'the drift', scriptOf(there.statements))
    const drifted = await scratch.catalog()
    const missing =
      built ??
      (withoutRoles(catalogDelta(drifted, live), roles).rest.length > 0
        ? 'it could not be built again in all parts'
        : null)
    const failure = missing ? null : await tryScript(scratch.session, 'the migration', sql)
    const left =
      missing || failure ? [] : withoutRoles(catalogDelta(await scratch.catalog(), target), roles).rest
    return { sql, unwritten, elsewhere, missing, failure, left }
  })
  if (!tried.ok) return no(failureWords(tried.failure))
  const { sql, unwritten, elsewhere, missing, failure, left } = tried.value
  const reasons = [
    ...unwritten.map(({ key, why }) => `${key}: no SQL can be written for it, ${why}.`),
    ...(missing
      ? [`The live schema could not be rebuilt on a shadow database to try it there: ${missing}`]
      : []),
    ...(failure ? [`The SQL that was worked out fails on a shadow database: ${failure}`] : []),
    ...(left.length > 0 ? [`After it, the schema would still differ: ${changesWords(left)}.`] : []),
  ]
  if (reasons.length > 0) return no(...reasons)
  const { statements } = planSegments(sql)
  const judged = await judgeEffects(
    session,
    live,
    statements.map(({ text }) => text),
    await defaultSchema(session),
  )
  const names = [...question.revision.migrations, ...ledger.rows].map(({ name }) => name)
  const name = laterName(names, 'revert_drift')
  const pending = statuses.filter(({ state }) => pendingStates.includes(state)).length
  return possible(
    draftResolution(situation, {
      kind: 'revert_drift',
      trouble: 'drift',
      migration: name,
      title,
      does: [
        `Writes ${name}/migration.sql: ${changesWords(reversed)}.`,
        'The database is not touched: the migration waits for a deploy, with its checks and its way back.',
      ],
      proof: [
        `Tried on a shadow database that was brought to the live schema first: the migration leads from there to what the applied migrations build${changes.length === all.length && ignored.length === 0 ? '' : ', but for the differences that are left as they are'}.`,
        ...(elsewhere === null
          ? ['Tried on a shadow database without the drift: there it changes nothing.']
          : []),
      ],
      warnings: [
        ...doubts,
        ...lossWords(judged.losses),
        ...judged.unexecutable,
        ...(elsewhere === null
          ? []
          : [`On databases without the drift it ${elsewhere}: record it as applied there.`]),
        ...(pending > 0 ? [`${count(pending, 'migration')} pending before it will be applied first.`] : []),
      ],
      takeBack: `Delete ${name} before it is deployed.`,
      next: `Commit the file, then deploy ${name}.`,
      files: [{ change: 'write', path: `${name}/migration.sql`, content: sql, replaces: null }],
    }),
  )
}

/** What the script does to a database that never had the drift; null: nothing. That database is as it was afterwards. */
async function withoutTheDrift(
  session: Parameters<typeof tryScript>[0],
  sql: string,
): Promise<string | null> {
  const { mode, statements } = planSegments(sql)
  if (mode !== 'atomic') return 'was not tried'
  const body = statements.map(({ text }) => text).join(';\n')
  const wrong = await session.script(`BEGIN;\n${body}`).then(
    async () => await changed(session),
    (error: Error) => `fails (${error.message})`,
  )
  await session.script('ROLLBACK')
  return wrong
}

/** Statements that found nothing to do leave no transaction id behind. */
async function changed(session: Parameters<typeof tryScript>[0]): Promise<string | null> {
  const { rows } = await session.query<{ wrote: boolean }>(
    'SELECT pg_catalog.pg_current_xact_id_if_assigned() IS NOT NULL AS wrote',
  )
  return rows[0]?.wrote ? 'changes the schema' : null
}
