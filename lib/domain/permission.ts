import { fail, ok, type Result } from './failure'

export const roles = ['viewer', 'author', 'reviewer', 'operator', 'administrator'] as const
export type Role = (typeof roles)[number]

/** Somebody who acts. */
export interface Actor {
  id: string
  name: string
  role: Role
}

/** Every act, and the roles that may do it. Environments' policies add to this, never take away. */
export const permissions = {
  'environment.view': ['viewer', 'author', 'reviewer', 'operator', 'administrator'],
  'environment.observe': ['viewer', 'author', 'reviewer', 'operator', 'administrator'],
  'project.connect': ['administrator'],
  'project.refresh': ['author', 'reviewer', 'operator', 'administrator'],
  'environment.connect': ['administrator'],
  'environment.change-policy': ['administrator'],
  'deploy-request.open': ['author', 'reviewer', 'operator', 'administrator'],
  'deploy-request.close': ['author', 'reviewer', 'operator', 'administrator'],
  'deploy-request.refresh': ['author', 'reviewer', 'operator', 'administrator'],
  'deploy-request.comment': ['author', 'reviewer', 'operator', 'administrator'],
  'deploy-request.review': ['reviewer', 'operator', 'administrator'],
  'finding.accept': ['reviewer', 'operator', 'administrator'],
  /** Values of rows, as samples show them. */
  'data.view': ['operator', 'administrator'],
  'deploy-request.deploy': ['author', 'reviewer', 'operator', 'administrator'],
  'deploy-request.deploy-production': ['reviewer', 'operator', 'administrator'],
  'run.cancel': ['operator', 'administrator', 'reviewer'],
  'environment.diagnose': ['viewer', 'author', 'reviewer', 'operator', 'administrator'],
  'resolution.propose': ['author', 'reviewer', 'operator', 'administrator'],
  'resolution.approve': ['reviewer', 'operator', 'administrator'],
  'run.resolve': ['operator', 'administrator'],
  'drift.ignore': ['reviewer', 'operator', 'administrator'],
  'snapshot.take': ['reviewer', 'operator', 'administrator'],
  'snapshot.confirm': ['operator', 'administrator'],
  'snapshot.delete': ['operator', 'administrator'],
  'snapshot.restore': ['operator', 'administrator'],
  'rehearsal.run': ['author', 'reviewer', 'operator', 'administrator'],
  'kept.purge': ['operator', 'administrator'],
  'kept-database.drop': ['operator', 'administrator'],
  'rows.export': ['operator', 'administrator'],
  'rollback.preview': ['author', 'reviewer', 'operator', 'administrator'],
  'rollback.run': ['reviewer', 'operator', 'administrator'],
  'audit.view': ['viewer', 'author', 'reviewer', 'operator', 'administrator'],
  'people.manage': ['administrator'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof permissions

/** Whether `actor` may do it. The interface asks this too, so that a greyed button and a refusal agree. */
export function mayDo(actor: Pick<Actor, 'role'>, permission: Permission): Result<void> {
  const allowed: readonly Role[] = permissions[permission]
  if (allowed.includes(actor.role)) return ok()
  return fail('not_permitted', `You are ${withArticle(actor.role)}; this needs ${listRoles(allowed)}.`, {
    permission,
  })
}

/** "a reviewer, operator or administrator" */
function listRoles([first, ...others]: readonly Role[]): string {
  const words = [first ? withArticle(first) : 'nobody', ...others]
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

function withArticle(role: Role): string {
  return `${/^[aeiou]/.test(role) ? 'an' : 'a'} ${role}`
}
