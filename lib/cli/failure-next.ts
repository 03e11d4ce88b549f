import type { Failure, FailureCode } from '../domain/failure'
import { refusalCure } from '../domain/refusal-cure'

/** What to do about a failure at a terminal, where the general text speaks of a server's pages. */
const nexts: Partial<Record<FailureCode, string>> = {
  history_needs_attention:
    'headgate status names the migrations concerned; headgate resolve shows the ways out.',
  ledger_failed_row: 'headgate resolve shows how far it came, and the ways out.',
  plan_outdated: 'Run the command again: it plans anew from what is there now.',
  statement_failed:
    'Correct the migration’s file and run headgate deploy again. The database is as it was before this migration.',
  stepwise_failed: 'headgate resolve shows how far it came, and the ways out.',
  connection_lost:
    'headgate status shows where the database is, once it can be reached; headgate deploy goes on from there.',
  not_verified: 'Compare the differences that are listed; headgate drift shows them object by object.',
  outcome_unknown: 'headgate status shows what the ledger says; look before you run anything again.',
  run_cancelled: 'headgate status shows where the database is; headgate deploy goes on from there.',
  shadow_unavailable:
    'Give --shadow-url: a server of the same major version on which databases may be created, or an empty database.',
  extension_missing: 'Give --shadow-url: a server that has the extension.',
  role_missing: 'Create the role on the shadow’s server, or give --shadow-url: a server that has it.',
  run_in_progress: 'Wait for it to end, then run the command again.',
  crowd: 'Run headgate deploy again at a quieter time.',
  pooler_refused: 'Give --url with the direct address of the database.',
  project_not_found: 'Give --project with the folder that holds schema.prisma or prisma.config.ts.',
}

export function failureNext({ code, fix, meta }: Failure): string {
  if (typeof meta.next === 'string') return meta.next
  const cure = code === 'statement_failed' && meta.database ? refusalCure(meta.database) : null
  if (cure) return cure
  return nexts[code] ?? fix
}
