import type { Catalog } from '../domain/catalog'
import type { Failure } from '../domain/failure'
import type { TerminalMark } from '../domain/mark'
import type { MigrationFile } from '../domain/migration'
import type { DriftedKey, EnvironmentObservation } from '../domain/observation'
import type { Outcome } from '../domain/outcome'
import type { Evidence, Plan, PlanChange } from '../domain/plan'
import { type Policy, policySchema } from '../domain/policy'
import type { Resolution } from '../domain/resolution'
import type { SchemaFile } from '../domain/revision'
import type { RunInput, StepDetail } from '../domain/run'
import type { SnapshotManifest } from '../domain/snapshot'
import type { Prisma } from './generated/client'

// What Json columns hold, as domain objects. Only Headgate writes them, and only through `json()`: what comes back is
// what went in, so it is named here, once for each type, and not checked again. What is executed is bound to a
// fingerprint that somebody confirmed, besides.

type Json = Prisma.JsonValue

export const readMigrationFiles = (column: Json) => as<MigrationFile[]>(column)
export const readSchemaFiles = (column: Json) => as<SchemaFile[]>(column)
export const readNotes = (column: Json) => as<string[]>(column)
export const readCatalog = (column: Json) => as<Catalog>(column)
export const readPlan = (column: Json) => as<Plan>(column)
export const readEvidence = (column: Json) => as<Evidence>(column)
export const readRunInput = (column: Json) => as<RunInput>(column)
export const readResolution = (column: Json) => as<Resolution>(column)
export const readDriftedKeys = (column: Json) => as<DriftedKey[]>(column)
export const readTerminalMark = (column: Json) => as<TerminalMark>(column)
export const readStepDetail = (column: Json) => as<StepDetail>(column)

/** Policies are small and decide what may be deployed: one that is not whole throws. */
export const readPolicy = (column: Json): Policy => policySchema.parse(column)

// Null: not there, or not yet.
export const readObservation = (column: Json | undefined) => orNull<EnvironmentObservation>(column)
export const readOutcome = (column: Json | undefined) => orNull<Outcome>(column)
export const readManifest = (column: Json | undefined) => orNull<SnapshotManifest>(column)
export const readFailure = (column: Json | undefined) => orNull<Failure>(column)
export const readPlanChange = (column: Json | undefined) => orNull<PlanChange>(column)

function orNull<T>(column: Json | undefined): T | null {
  return as<T | null>(column ?? null)
}

function as<T>(column: Json): T {
  return column as T
}
