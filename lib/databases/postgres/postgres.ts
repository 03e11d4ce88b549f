import { ok } from '../../domain/failure'
import type { Database } from '../database'
import { readCatalog } from './catalog'
import { catalogReader } from './catalog-reader'
import { copyIn, copyOut } from './copy'
import { digests } from './digest'
import { kept } from './kept/kept'
import { look } from './live/look'
import { advisoryHolders, blocked, blockers, endBackend } from './locks'
import { readMarks, setGate, writeTerminalMark } from './marks'
import { openSession } from './open'
import { tableSizes } from './table-sizes'
import { testConnection } from './test-connection'
import { labelOf, parseAddress, withDatabase } from './url'

/** PostgreSQL 14 and newer, over node-postgres. */
export const postgres: Database = {
  kind: 'postgresql',
  test: testConnection,
  async open(url, options) {
    const opened = await openSession(url, options)
    return opened.ok ? ok(opened.value.session) : opened
  },
  label(url) {
    const address = parseAddress(url)
    return address.ok ? ok(labelOf(address.value)) : address
  },
  withDatabase,
  catalog: readCatalog,
  catalogReader,
  tableSizes,
  look,
  kept,
  blockers,
  blocked,
  advisoryHolders,
  endBackend,
  digests,
  copyOut,
  copyIn,
  readMarks,
  setGate,
  writeTerminalMark,
}
