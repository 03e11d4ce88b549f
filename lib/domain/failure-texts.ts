/** Every expected failure: what happened, and what to do next. The particular cause is added where it happens. */
export const failureTexts = {
  // who may
  not_signed_in: { what: 'You are not signed in.', fix: 'Sign in and try again.' },
  not_permitted: {
    what: 'Your role does not allow this.',
    fix: 'Ask an administrator for the role that is named here.',
  },
  not_found: {
    what: 'This does not exist, or not for you.',
    fix: 'Check the address, or go back to the overview.',
  },
  invalid_input: {
    what: 'Something in the form is not right.',
    fix: 'Correct the marked fields and send it again.',
  },
  stale_state: {
    what: 'Someone else changed this in the meantime.',
    fix: 'Reload the page, look at the new state, and decide again.',
  },
  wrong_origin: {
    what: 'The request came from another site.',
    fix: 'Open Headgate at its configured address and try again.',
  },
  setup_code_wrong: {
    what: 'The setup code is not the one that the terminal printed.',
    fix: 'Copy the code from the terminal in which Headgate runs.',
  },
  setup_done: {
    what: 'The first administrator exists already.',
    fix: 'Sign in, or ask an administrator for an account.',
  },
  too_many_attempts: {
    what: 'There were too many attempts.',
    fix: 'Wait as long as it says, then try again.',
  },
  credentials_refused: {
    what: 'The e-mail address or the password is not right.',
    fix: 'Try again; an administrator can set a new password.',
  },
  account_disabled: { what: 'This account is switched off.', fix: 'Ask an administrator to switch it on.' },
  internal_error: {
    what: 'Something went wrong inside Headgate.',
    fix: 'Try again; when it stays, look for the id in Headgate’s log.',
  },
  secret_key_wrong: {
    what: 'A stored connection string cannot be opened.',
    fix: 'Start Headgate with the key that sealed it (HEADGATE_SECRET_KEY, or secret.key of the data folder), or give the connection string again.',
  },
  email_taken: { what: 'Somebody has this e-mail address already.', fix: 'Use another address.' },
  last_administrator: {
    what: 'Nobody could administer Headgate after this.',
    fix: 'Make someone else an administrator first.',
  },
  // terminals
  usage_wrong: { what: 'The command line is not right.', fix: 'Correct it; --help tells what there is.' },
  gated: {
    what: 'A Headgate server guards this database: it is deployed there, behind its gate.',
    fix: 'Deploy it there, or say why it must be done from here: --bypass-gate "reason".',
  },
  journal_unwritable: {
    what: 'The journal of the run cannot be written.',
    fix: 'Make one of the folders that are named here writable, with room on its disk; without a journal nothing is begun.',
  },
  // reaching a database
  url_invalid: {
    what: 'The connection string cannot be read.',
    fix: 'Write it as postgresql://user:password@host:5432/database?sslmode=require.',
  },
  host_unreachable: {
    what: 'The host cannot be reached.',
    fix: 'Check the host name and port, and that this machine may connect to it.',
  },
  host_unknown: { what: 'The host name does not resolve.', fix: 'Check its spelling, or use an address.' },
  password_refused: {
    what: 'The database refused the user or the password.',
    fix: 'Check both; percent-encode special characters of the password.',
  },
  database_unknown: {
    what: 'The server has no database of that name.',
    fix: 'Create it, or correct the name.',
  },
  tls_refused: {
    what: 'The TLS connection failed.',
    fix: 'Check sslmode: require when the server demands TLS, disable when it has none.',
  },
  rights_missing: {
    what: 'The database user may not do what is needed.',
    fix: 'Grant the rights that are named here, or use the owner of the tables.',
  },
  version_unsupported: { what: 'This server version is not supported.', fix: 'Use PostgreSQL 14 or newer.' },
  pooler_refused: {
    what: 'This address is a transaction pooler.',
    fix: 'Use the direct address of the database: a pooler hands statements of one run to several sessions, and locks with them.',
  },
  too_many_connections: {
    what: 'The server has no free connection.',
    fix: 'Close some, or raise max_connections.',
  },
  connection_lost: {
    what: 'The connection to the database was lost.',
    fix: 'Check that the server is running; Headgate looks again by itself.',
  },
  database_error: {
    what: 'The database answered with an error.',
    fix: 'Read its message; position and hint tell where and why.',
  },
  identity_changed: {
    what: 'This address now reaches another database than before.',
    fix: 'Check the connection string; if the move was intended, connect it as a new environment.',
  },
  // shadow databases and the engine
  shadow_unavailable: {
    what: 'No server for a shadow database was found.',
    fix: 'Grant CREATEDB to the environment’s user, or give a shadow database URL of the same major version.',
  },
  shadow_is_live: {
    what: 'The shadow database is the environment’s own database.',
    fix: 'Give the shadow another database; nothing was changed.',
  },
  extension_missing: {
    what: 'An extension is not available on the shadow’s server.',
    fix: 'Give this environment a shadow URL on a server that has the extension.',
  },
  role_missing: {
    what: 'A role that a migration names does not exist on the shadow’s server.',
    fix: 'Create the role there, or give a shadow URL on a server that has it.',
  },
  migration_does_not_replay: {
    what: 'The history of migrations does not apply to an empty database.',
    fix: 'Repair the migration that is named here; the database itself was not touched.',
  },
  engine_failed: {
    what: 'Prisma’s schema engine answered with an error.',
    fix: 'Read its message; most often the schema or a migration has a mistake.',
  },
  engine_crashed: {
    what: 'Prisma’s schema engine crashed.',
    fix: 'It was started anew; try again, and report the message if it comes back.',
  },
  embedded_failed: {
    what: 'The embedded PostgreSQL did not start.',
    fix: 'Read the end of its log, which is quoted here.',
  },
  // projects
  project_not_found: {
    what: 'No Prisma project was found there.',
    fix: 'Give the folder that holds schema.prisma, a schema folder, or prisma.config.ts.',
  },
  project_unreadable: {
    what: 'A file of the project cannot be read.',
    fix: 'Check that it is there, and that the user that Headgate runs as may read it.',
  },
  file_not_text: {
    what: 'A file of the project is not UTF-8 text.',
    fix: 'Save it as UTF-8 and look again; neither Prisma nor PostgreSQL can take it as it is.',
  },
  file_too_large: {
    what: 'A file of the project is too large.',
    fix: 'Keep data out of migrations: load it with a seed or COPY, and leave what changes the schema.',
  },
  migration_without_script: {
    what: 'A migration’s folder holds no migration.sql.',
    fix: 'Restore its migration.sql, from version control for example, or delete the folder if no database has it; Prisma refuses it too.',
  },
  link_refused: {
    what: 'A symbolic link of the project cannot be followed.',
    fix: 'Put the file itself in its place, or a link that stays within the project.',
  },
  schema_unreadable: {
    what: 'The project’s schema cannot be understood.',
    fix: 'Correct schema.prisma so that `prisma validate` accepts it.',
  },
  provider_unsupported: {
    what: 'This kind of database is not supported yet.',
    fix: 'Headgate reads projects with provider = "postgresql" today.',
  },
  files_changed: {
    what: 'The project’s files are no longer what this was worked out on.',
    fix: 'Look at the project again and decide anew; no file was changed.',
  },
  source_read_only: {
    what: 'Headgate may not write the project’s files.',
    fix: 'Make the changes that are shown in the project yourself, or let Headgate write to its migrations folder.',
  },
  project_exists: { what: 'This folder is connected already.', fix: 'Open the project that is named here.' },
  environment_exists: {
    what: 'This database or this name is connected already.',
    fix: 'Open the environment that is named here.',
  },
  // planning
  migration_not_pending: {
    what: 'The migration is applied somewhere already.',
    fix: 'What is applied stays as it is. Write the change as a new migration.',
  },
  no_safe_way: {
    what: 'Nothing of this can be rewritten for you.',
    fix: 'Follow the steps of the findings by hand, or accept them with a reason.',
  },
  nothing_pending: {
    what: 'Nothing is pending in this environment.',
    fix: 'Add a migration to the project, then refresh it.',
  },
  history_needs_attention: {
    what: 'The history of this environment needs a decision first.',
    fix: 'See what needs attention in that environment: every way out is shown before it is done.',
  },
  plan_outdated: {
    what: 'The plan no longer fits.',
    fix: 'Refresh the plan; approvals of the old one do not count for the new one.',
  },
  evidence_changed: {
    what: 'The rows are not what they were when this was planned.',
    fix: 'Refresh the plan, and look again at what it says.',
  },
  resolution_outdated: {
    what: 'What was worked out no longer fits the database.',
    fix: 'Look at it again: the ways out are worked out anew from what is there now.',
  },
  resolution_impossible: {
    what: 'This is no way out here.',
    fix: 'Take another of the ways that are offered.',
  },
  resolution_not_approved: {
    what: 'It lacks an approval.',
    fix: 'Reviewers who did not propose it approve it, as many as the policy wants; then it can be carried out.',
  },
  // gate and runs
  gate_closed: { what: 'The gate is closed.', fix: 'Remove the blockers that are listed.' },
  run_in_progress: {
    what: 'Another run holds this environment.',
    fix: 'Wait for it to end; its page shows how far it is.',
  },
  locked_by_other: {
    what: 'Somebody else holds the migration lock of this database.',
    fix: 'Wait until it is released, or end the session that is named here.',
  },
  lock_timeout: {
    what: 'A lock was not granted in time.',
    fix: 'Try again when the sessions named here are done.',
  },
  statement_failed: {
    what: 'A statement failed; its migration was taken back.',
    fix: 'Correct the migration and open a new plan. The database is as it was before this migration.',
  },
  stepwise_failed: {
    what: 'A statement failed in a migration that cannot run in one transaction.',
    fix: 'The statements before it stay. Remove the cause, then resume the deploy, which goes on after them; or resolve the migration.',
  },
  statement_in_doubt: {
    what: 'It is not known whether one statement ran.',
    fix: 'Look whether the database has what it does, then resume and say which.',
  },
  crowd: {
    what: 'Too many sessions waited behind the run, and it made way.',
    fix: 'Try again at a quieter time, or split the migration so that it holds its locks for less time.',
  },
  not_verified: {
    what: 'The run was applied, but the live schema is not what the plan said.',
    fix: 'Compare the differences that are listed before you go on.',
  },
  ledger_failed_row: {
    what: 'The ledger holds a failed migration.',
    fix: 'Resolve it first: finish it, undo it, or mark it rolled back.',
  },
  outcome_unknown: {
    what: 'It is not known whether the run did its work.',
    fix: 'Read the evidence, look at the database, and decide; Headgate will not guess.',
  },
  runner_died: {
    what: 'Headgate was stopped while this run was going on.',
    fix: 'The database was probed; what was found is said here.',
  },
  run_cancelled: { what: 'The run was cancelled.', fix: 'Start it again when you are ready.' },
  already_ended: { what: 'This run has ended already.', fix: 'Reload the page.' },
  // snapshots and rollback
  snapshot_unavailable: {
    what: 'No method of taking a snapshot fits this database.',
    fix: 'Take one outside Headgate and confirm it by name.',
  },
  rehearsal_refused: {
    what: 'This plan cannot be rehearsed.',
    fix: 'Take out what reaches beyond the database: trying it on a copy would do it to the server.',
  },
  rehearsal_failed: {
    what: 'The deploy failed when it was rehearsed.',
    fix: 'Change the migration, or the rows that it fails on, and rehearse the new plan.',
  },
  snapshot_failed: { what: 'The snapshot failed.', fix: 'Read why; nothing was changed on the database.' },
  snapshot_not_verified: {
    what: 'The snapshot does not restore to what was recorded.',
    fix: 'Do not rely on it; take a new one.',
  },
  external_key_refused: {
    what: 'The database’s host refused the key.',
    fix: 'Make a key that may read and write the project’s branches, and give it in the environment’s settings.',
  },
  external_host_mismatch: {
    what: 'This branch is not where the environment’s database is.',
    fix: 'Give the branch to which the environment’s address leads; a branch of anything else would be a snapshot of another database.',
  },
  external_host_failed: {
    what: 'The database’s host did not do what was asked.',
    fix: 'Read its answer, look at the project in the host’s console, and try again.',
  },
  restore_failed: { what: 'The restore failed.', fix: 'The live database was left as it is. Read why.' },
  restore_impossible: {
    what: 'This snapshot cannot be restored from here.',
    fix: 'Restore it where it lives, and connect to what comes of it.',
  },
  rollback_impossible: {
    what: 'This way back is not possible.',
    fix: 'Choose the other way, or write a migration that goes forward.',
  },
  name_does_not_match: {
    what: 'The name that was typed is not the environment’s.',
    fix: 'Type the name exactly as it is shown.',
  },
} as const satisfies Record<string, { what: string; fix: string }>
