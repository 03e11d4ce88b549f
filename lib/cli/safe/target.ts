import type { Local } from '../../composition/local'
import { fail, ok, type Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { Invocation } from '../command'
import { shellWord } from '../shell-word'
import { type Candidate, candidatesOf } from './candidates'
import { findMigration } from './find-migration'

export interface Target {
  /** Null: it is not plain which one is meant. */
  migration: MigrationFile | null
  /** Empty where one was named. */
  candidates: Candidate[]
}

/** The migration that was named, else the only one with dangers that can be made safe. Needs `loadParser()` before. */
export async function targetOf(
  local: Local,
  word: string | undefined,
  { values, terminal }: Pick<Invocation, 'values' | 'terminal'>,
): Promise<Result<Target>> {
  if (word !== undefined) {
    const found = findMigration(local.project.migrations, word)
    return found.ok ? ok({ migration: found.value, candidates: [] }) : found
  }
  const candidates = await candidatesOf(local)
  if (!candidates.ok) return candidates
  const [first, second] = candidates.value.filter(({ dangers }) => dangers > 0)
  if (!first || second) return ok({ migration: null, candidates: candidates.value })
  const looks = values['dry-run'] === true || values.patch === true || terminal.interactive
  if (local.url === null && !looks) {
    return fail('usage_wrong', 'No database says what is pending: name the migration.', {
      next: `headgate safe ${shellWord(first.migration)} --yes, or with --dry-run to look first.`,
    })
  }
  const found = findMigration(local.project.migrations, first.migration)
  return found.ok ? ok({ migration: found.value, candidates: candidates.value }) : found
}
