import type { ExternalHostPort } from '../external/host'
import { readLocation } from './location'
import { removeBranch, removeLeftBranch } from './remove-branch'
import { takeBranch } from './take-branch'
import { testAccess } from './test-access'
import { verifyBranch } from './verify-branch'

/** Neon: a snapshot is a branch of the environment's branch at a position of its log. */
export const neonHost: ExternalHostPort = {
  provider: 'neon',
  cost: 'Nothing is copied and nobody waits: Neon keeps the branch beside its history. Every table is read once, in one transaction, to compare it; the branch counts among the project’s branches and its storage.',
  test: testAccess,
  take: takeBranch,
  verify: verifyBranch,
  remove: removeBranch,
  removeLeft: removeLeftBranch,
  owns: (location) => readLocation(location) !== null,
  howToRestore,
}

function howToRestore(location: string): string {
  const there = readLocation(location)
  if (!there) return ''
  return `Neon itself restores it: in its console open the environment’s branch, “Restore”, from the branch “${there.name}”, or run neonctl branches restore <branch> ${there.name} --preserve-under-name before_restore. The address stays the same, open sessions are cut, and the state of now stays under the other name. To look inside first, add a compute to “${there.name}”.`
}
