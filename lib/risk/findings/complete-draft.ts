import type { AlterTableCmd } from 'libpg-query'
import type { Finding } from '../../domain/finding'
import { nodeOf } from '../../sql/node-of'
import { blockedBy, costOf } from '../facts/harm'
import { type Draft, effectOf, type MigrationAt, type Rule, type RuleMeta, type Walked } from '../rule'
import { commandTexts } from '../words/commands'
import type { Places } from './places'

interface Given {
  rule: Rule
  draft: Draft
  /** Null: a finding of the script's end. */
  at: Walked | null
  migration: MigrationAt
  places: Places
  /** How many findings each prefix of an id has already. */
  counts: Map<string, number>
}

/** A rule's draft as a finding: its place in the script, its identity, and the rule's own words where it said nothing. */
export function completeDraft({ rule: { meta }, draft, at, migration, places, counts }: Given): Finding {
  const walked = at ?? migration.walked[draft.statement ?? -1] ?? null
  const command = draft.command ?? null
  const effect = walked && command !== null ? effectOf(walked.facts, command) : walked?.facts
  const locks = draft.locks ?? (meta.lock === null ? [] : (effect?.locks ?? []))
  const start = draft.position ?? commandStart(walked, command) ?? walked?.statement.start ?? 0
  const statement = walked?.statement.index ?? null
  const prefix = `${meta.id}:${migration.name}:${statement ?? 'script'}:`
  const number = counts.get(prefix) ?? 0
  counts.set(prefix, number + 1)
  return {
    id: prefix + number,
    rule: meta.id,
    severity: draft.severity ?? meta.severity,
    family: draft.family ?? meta.family,
    title: draft.title,
    reason: draft.reason,
    migration: migration.name,
    statement,
    start,
    end: Math.max(start, walked?.statement.end ?? migration.sql.length),
    ...places(start),
    tables: draft.tables,
    locks,
    cost: draft.cost ?? (effect ? costOf(effect.work) : meta.cost),
    blocks: draft.blocks ?? (locks.length > 0 ? blockedBy(locks) : 'nothing'),
    dataLoss: draft.dataLoss ?? meta.dataLoss,
    breaksApp: draft.breaksApp ?? meta.breaksApp,
    versions: versionWords(meta),
    recipe: draft.recipe ?? null,
    probes: (draft.probes ?? []).map(({ id }) => id),
  }
}

/** The place of the column or constraint that a command is about, where the parser kept it; else of the command. */
function commandStart(walked: Walked | null, command: number | null): number | undefined {
  const given = command === null ? undefined : walked?.commands[command]
  if (!walked || !given || command === null) return undefined
  const location = locationOf(given)
  if (location !== undefined) return walked.statement.indexAt(location)
  const relation = walked.tree && nodeOf(walked.tree, 'AlterTableStmt')?.relation
  if (!relation || walked.commands.length === 1) return undefined
  const texts = commandTexts(walked.statement, relation.location ?? 0)
  return texts.length === walked.commands.length ? texts[command]?.start : undefined
}

function locationOf({ def }: AlterTableCmd): number | undefined {
  if (!def) return undefined
  return nodeOf(def, 'ColumnDef')?.location ?? nodeOf(def, 'Constraint')?.location
}

function versionWords({ versions }: RuleMeta): string | null {
  if (!versions) return null
  const { from, to } = versions
  if (from && to) return from === to ? `PostgreSQL ${from}` : `PostgreSQL ${from} to ${to}`
  return from ? `PostgreSQL ${from} and newer` : `PostgreSQL ${to} and older`
}
