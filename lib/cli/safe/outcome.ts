import { countOf } from '../../domain/count-words'
import type { Failure } from '../../domain/failure'
import { listNames } from '../../domain/list-names'
import type { Outcome } from '../../domain/outcome'
import { shellWord } from '../shell-word'
import type { ShownWay } from './way'

/** What came of it. `kept`: the file of the patch that takes it back. */
export type Written =
  | { kind: 'dry-run' }
  | { kind: 'refused' }
  | { kind: 'written'; written: string[]; kept: string | null }
  | { kind: 'read-only'; failure: Failure }

export function outcomeOf(way: ShownWay, result: Written, command: string): Outcome {
  const { migration, migrations, patchFolder } = way
  const names = countOf(migrations.length, 'migration')
  const apply = `headgate ${command} --patch | git -C ${shellWord(patchFolder)} apply`
  if (result.kind === 'dry-run') {
    const what = `Nothing was written: ${migration} would become ${names}.`
    const next = `headgate ${command} writes it; where the files cannot be written: ${apply}`
    return { ok: true, what, next, undo: null }
  }
  if (result.kind === 'refused') {
    const what = 'Nothing was written: the answer was no.'
    return { ok: false, what, next: `headgate ${command} asks again.`, undo: null }
  }
  if (result.kind === 'read-only') {
    const { failure } = result
    return { ok: false, what: failure.what, next: `Where they can be written: ${apply}`, undo: null, failure }
  }
  const what = migrations.length === 1 ? `${migration} is written anew.` : `${migration} is now ${names}.`
  return { ok: true, what, next: nextOf(way), undo: undoOf(way, result.kept) }
}

function nextOf({ migrations }: ShownWay): string {
  const last = migrations.at(migrations.findIndex(({ later }) => later) - 1)
  return last && migrations.some(({ later }) => later)
    ? `headgate plan --to ${shellWord(last.name)} shows what a deploy would do now; go no further before the code is out.`
    : 'headgate plan shows what a deploy would do now.'
}

/** What must not be deployed together with the rest. */
export function laterNotes({ migrations }: ShownWay): string[] {
  return migrations
    .filter(({ later }) => later)
    .map(
      ({ name, release }) =>
        `${name} must not be deployed with this release: it belongs ${release}. What deploys all that is pending, as prisma migrate deploy does, must not find it before.`,
    )
}

function undoOf({ migration, migrations, patchFolder }: ShownWay, kept: string | null): string {
  if (kept !== null) return `git -C ${shellWord(patchFolder)} apply -R ${shellWord(kept)}`
  const fresh = migrations.filter(({ was }) => was === null).map(({ name }) => name)
  const folders = fresh.length > 0 ? ` and delete ${listNames(fresh)}` : ''
  return `Put ${migration}/migration.sql back from git${folders}.`
}
