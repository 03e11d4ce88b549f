import { randomUUID } from 'node:crypto'
import type { MigrationFile } from '../../domain/migration'
import type { DiffSide } from '../engine'
import { historyKeys } from '../history-key'
import type { EngineCall } from './calls'

export interface StoodIn {
  call: EngineCall
  /** The call's histories, by the script that stands for each; those that come as they are under ''. */
  histories: Map<string, MigrationFile[]>
  /** What `historyKeys` says of each, by the same. */
  keys: Map<string, string>
}

/**
 * Puts one script in the place of each history that the engine would only replay: what a shadow then holds is somebody
 * else's work, and handing over every script, for every question, would cost more the longer a history is. The script
 * is made up for the call, so that nobody's migration can pass for it.
 */
export function standIn(call: EngineCall): StoodIn {
  const histories: StoodIn['histories'] = new Map()
  const keys: StoodIn['keys'] = new Map()

  function side(of: DiffSide): DiffSide {
    if (of.of !== 'migrations' || of.migrations.length === 0) return of
    const sql = `-- ${randomUUID()}`
    histories.set(sql, of.migrations)
    keys.set(sql, historyKeys('', of.migrations).at(-1) ?? '')
    return { of: 'migrations', migrations: [{ name: '0_history', sql, checksum: '' }] }
  }

  if ('from' in call) return { call: { ...call, from: side(call.from), to: side(call.to) }, histories, keys }
  // Where the engine holds a history against the ledger, it wants the migrations themselves.
  if ('migrations' in call) histories.set('', call.migrations)
  return { call, histories, keys }
}
