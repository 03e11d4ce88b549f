/** Verbs of audit events, as they stand between a name and a thing: "Ada Author opened #3 …". */
const words = {
  'deploy-request.opened': 'opened',
  'deploy-request.closed': 'closed',
  'deploy-request.reopened': 'reopened',
  'deploy-request.deployed': 'deployed',
  'plan.made': 'made a plan for',
  'plan.superseded': 'got a new plan for',
  'plan.rehearsed': 'recorded what came of',
  'rehearsal.requested': 'asked for',
  'review.approved': 'approved',
  'review.voided': 'lost an approval on',
  'review.commented': 'commented on',
  'review.changes-requested': 'asked for changes on',
  'finding.accepted': 'accepted',
  'finding.acceptance-taken-back': 'took back the acceptance of',
  'deploy.requested': 'asked for',
  'deploy.resumed': 'resumed',
  'run.started': 'started',
  'run.succeeded': 'completed',
  'run.failed': 'asked for, and it failed:',
  'run.cancelled': 'cancelled',
  'run.cancel-asked': 'asked to cancel',
  'run.unverified': 'asked for, and it could not be verified:',
  'run.unknown': 'asked for, and its outcome is not known:',
  'rollback.requested': 'asked for',
  'resolution.proposed': 'proposed',
  'resolution.approved': 'approved',
  'resolution.withdrawn': 'withdrew',
  'resolution.requested': 'asked for',
  'migration.made-safe': 'rewrote a migration the safe way in',
  'drift.ignored': 'leaves drift as it is in',
  'drift.not-ignored': 'stopped leaving drift as it is in',
  'terminal.deploy': 'deployed to',
  'terminal.rollback': 'rolled back',
  'terminal.resolve': 'resolved the history of',
  'gate.bypassed': 'went past the gate of',
  'environment.gate-marked': 'marked as gated',
  'environment.gate-unmarked': 'took the mark of the gate from',
  'project.moved': 'moved the folder of',
  'snapshot.requested': 'asked for',
  'snapshot.verified': 'verified',
  'snapshot.confirmed': 'vouched for',
  'snapshot.deleted': 'deleted',
  'snapshot.expired': 'deleted the data of',
  'snapshot.restore-requested': 'asked for a copy of',
  'rows.exported': 'exported rows of',
  'kept-data.purged': 'purged kept data of',
  'kept-data.expired': 'purged expired data of',
  'kept-database.dropped': 'dropped the database',
  'kept-database.expired': 'dropped the expired database',
  'kept-database.gone': 'found gone: the database',
  'environment.connected': 'connected',
  'environment.address-replaced': 'replaced the address of',
  'environment.host-set': 'set the host for snapshots of',
  'environment.host-removed': 'forgot the host for snapshots of',
  'environment.disconnected': 'disconnected',
  'project.connected': 'connected',
  'project.refreshed': 'brought new files into',
  'policy.changed': 'changed the policy of',
  'person.created': 'added',
  'person.signed-in': 'signed in:',
  'person.role-changed': 'changed the role of',
  'person.enabled': 'switched on',
  'person.disabled': 'switched off',
  'person.password-reset': 'set a new password for',
  'person.password-changed': 'changed their password:',
} as const satisfies Record<string, string>

/** What may be recorded: nothing that has no words. */
export type AuditAction = keyof typeof words

/** Of older records too, whose action is not written any more. */
export function auditVerb(action: string): string {
  return (words as Record<string, string>)[action] ?? action.replace(/[.-]/g, ' ')
}

/** Acts on oneself are told without repeating the name. */
export function namesSubject(action: string): boolean {
  return action !== 'person.signed-in' && action !== 'person.password-changed'
}
