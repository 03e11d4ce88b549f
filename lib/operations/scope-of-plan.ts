import type { Context } from '../composition/context'
import { schemaOf } from '../databases/postgres/url'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import type { PlanScope } from '../domain/plan-scope'
import { planScope } from '../snapshots/plan-scope'
import type { Environment, Plan as PlanRow } from '../store/generated/client'
import { readCatalog, readEvidence, readPlan } from '../store/read-json'
import { addressOf } from './environment-address'

/** By a plan's id: plans never change, and pages ask again and again. */
const told = new Map<string, PlanScope>()
const most = 50

/** Which tables a stored plan destroys or rewrites rows of. */
export async function scopeOfPlan(
  context: Context,
  environment: Environment,
  row: PlanRow,
): Promise<PlanScope> {
  const known = told.get(row.id)
  if (known) return known
  const [plan, base] = [readPlan(row.body), readCatalog(row.base)]
  if (catalogFingerprint(base) !== plan.chain[0])
    return { tables: null, unknown: 'The schema that the plan starts from is not recorded.' }
  const evidence = readEvidence(row.evidence)
  const defaultSchema = schemaOf(addressOf(context, environment).url)
  const scope = await planScope({ plan, evidence, base, defaultSchema })
  const [oldest] = told.keys()
  if (told.size >= most && oldest !== undefined) told.delete(oldest)
  told.set(row.id, scope)
  return scope
}
