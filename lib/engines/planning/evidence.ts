import type { Session } from '../../databases/database'
import type { Catalog } from '../../domain/catalog'
import type { Evidence, Loss, Plan } from '../../domain/plan'
import type { SchemaFile } from '../../domain/revision'
import { analysePlan } from '../risk/analyse-plan'
import { lookLive } from '../risk/live-risk'
import type { EngineAnswers } from './ask-engine'
import { judgeEffects } from './judge-effects'
import { keepCosts, staysLost } from './keep/keep-costs'
import type { PlannedKeeps } from './keep/plan-keeps'
import type { PlanningPorts } from './make-plan'
import { renamedBack } from './renamed-back'

export interface Planned {
  plan: Plan
  base: Catalog
  /** The live catalog after the deploy, as expected. */
  end: Catalog
  schemaFiles: readonly SchemaFile[]
  /** The plan reaches the project's schema, which the engine's own data-loss check needs. */
  complete: boolean
  /** Where names without a schema lead. */
  schema: string
  /** Null: nothing is to be kept. */
  keeps: PlannedKeeps | null
}

/** Counts, on the live database and now, what a plan would lose and which rows stand in its way. Read-only. */
export async function gatherEvidence(
  ports: PlanningPorts,
  live: Session,
  planned: Planned,
  answers: EngineAnswers,
): Promise<Evidence> {
  const { plan, base, end, schema, keeps } = planned
  const statements = plan.migrations.flatMap((m) => m.statements.map((statement) => statement.text))
  const forward = await judgeEffects(live, base, statements, schema)
  const where = { postgres: live.identity.major, defaultSchema: schema, schemaFiles: planned.schemaFiles }
  const analysis = await analysePlan(plan.migrations, base, where)
  const reverse = await judgeEffects(
    live,
    sharedObjects(base, end),
    plan.reverse.statements.map((s) => s.text),
    schema,
  )
  const again = writtenLater(base, end, renamedBack(plan.reverse.statements, schema))
  const risk = { analysis, live: await lookLive(ports.database, live, analysis, { now: new Date() }) }
  return {
    at: new Date().toISOString(),
    losses: forward.losses,
    ...(await engineWords(planned.complete, answers)),
    unexecutable: forward.unexecutable,
    tables: await ports.database.tableSizes(live, forward.tables),
    reverseLosses: [...stayLost(forward.losses), ...again, ...reverse.losses],
    reverseUnexecutable: reverse.unexecutable,
    ...(keeps && {
      keeps: await keepCosts(ports.database, live, keeps.kept, risk.live.scanRate),
      keptLosses: [...staysLost(forward.losses, keeps.notKept), ...again],
    }),
    risk,
  }
}

/** Where names without a schema lead in this database. */
export async function defaultSchema(session: Session): Promise<string> {
  const { rows } = await session.query<{ schema: string | null }>(
    'SELECT pg_catalog.current_schema() AS schema',
  )
  return rows[0]?.schema ?? 'public'
}

/** Objects that are there before and after: only those can be counted now for a script that runs afterwards. */
function sharedObjects(base: Catalog, end: Catalog): Catalog {
  return Object.fromEntries(Object.entries(base).filter(([key]) => key in end))
}

/** What a deploy destroyed, its reverse SQL brings back empty. */
function stayLost(losses: Loss[]): Loss[] {
  return losses
    .filter((loss) => loss.count !== 0 && /^(table|column):/.test(loss.object))
    .map((loss) => ({
      ...loss,
      what: `${nameOf(loss.object)} comes back without its values`,
    }))
}

/** Tables and columns that the deploy adds: the reverse drops them with whatever was written meanwhile. */
function writtenLater(base: Catalog, end: Catalog, renamed: ReadonlySet<string>): Loss[] {
  const added = Object.keys(end).filter((key) => !(key in base))
  const tables = new Set(added.filter((key) => key.startsWith('table:')).map((key) => nameOf(key)))
  return added
    .filter((key) => !renamed.has(key))
    .filter((key) => key.startsWith('table:') || (key.startsWith('column:') && !tables.has(tableOf(key))))
    .map((key) => ({
      object: key,
      what: `${nameOf(key)} is dropped again`,
      count: null,
      of: null,
      exact: false,
      why: 'what is written there after the deploy is lost; it is counted when a rollback is asked for',
    }))
}

function nameOf(key: string): string {
  return key.slice(key.indexOf(':') + 1)
}

function tableOf(columnKey: string): string {
  const name = nameOf(columnKey)
  return name.slice(0, name.lastIndexOf('.'))
}

type EngineWords = Pick<Evidence, 'engineWarnings' | 'engineNote'>

/** The engine counts against the project's schema: for a deploy that stops before it, it has nothing to compare with. */
async function engineWords(complete: boolean, answers: EngineAnswers): Promise<EngineWords> {
  if (!complete) {
    const engineNote =
      'Prisma’s engine was not asked: it compares with the project’s schema, and this deploy stops before it.'
    return { engineWarnings: [], engineNote }
  }
  const answer = await answers.losses()
  if (answer.ok) return { engineWarnings: [...answer.value.warnings, ...answer.value.unexecutable] }
  return { engineWarnings: [], engineNote: `Prisma’s engine could not count: ${answer.failure.why}` }
}
