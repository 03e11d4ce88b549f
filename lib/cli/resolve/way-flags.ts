import type { ResolutionKind } from '../../domain/resolution'

interface WayFlag {
  flag: string
  help: string
}

/** Each kind of way with the option that takes it. */
export const wayFlags: Record<ResolutionKind, WayFlag> = {
  finish: { flag: 'finish', help: 'failed: run what did not run, and record it as applied' },
  undo: { flag: 'undo', help: 'failed: take back what ran, and record it as rolled back' },
  mark_applied: { flag: 'mark-applied', help: 'the schema holds all of it: record it as applied' },
  mark_rolled_back: {
    flag: 'mark-rolled-back',
    help: 'the schema holds nothing of it: record it as rolled back',
  },
  restore_file: { flag: 'restore-file', help: 'put the file back as it was when it was applied' },
  accept_edit: { flag: 'accept-edit', help: 'edited: the ledger takes the file’s new checksum' },
  split_edit: {
    flag: 'split-edit',
    help: 'edited: the old text comes back, the difference becomes the next migration',
  },
  forget: { flag: 'forget', help: 'missing: the ledger forgets it' },
  recover_file: { flag: 'recover-file', help: 'missing: a file with what it did' },
  rename_migration: { flag: 'rename', help: 'out of order: a name after the newest applied one' },
  adopt_drift: { flag: 'adopt-drift', help: 'the drift becomes a migration, marked as applied here' },
  revert_drift: { flag: 'revert-drift', help: 'a migration that takes the drift back, to be deployed' },
  baseline: {
    flag: 'baseline',
    help: 'the live schema becomes the first migration, marked as applied here',
  },
}

export const resolutionKinds = Object.keys(wayFlags) as ResolutionKind[]

export function flagOf(kind: ResolutionKind): string {
  return `--${wayFlags[kind].flag}`
}
