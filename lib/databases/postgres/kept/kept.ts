import type { KeptData } from '../../kept-data'
import { copy } from './copy'
import { forecast } from './forecast'
import { purge } from './purge'
import { beginPutBack, endPutBack, prepareSequences, putBack, putBackNext } from './put-back'
import { ensureRegister, keptCopy, obstacleToKeeping, readRegister } from './register'
import { settle } from './settle'
import { readUnderWay, writeUnderWay } from './under-way'

/** What deploys kept in a PostgreSQL database, in its schema `headgate`. */
export const kept: KeptData = {
  obstacle: obstacleToKeeping,
  prepare: ensureRegister,
  copy,
  settle,
  list: async (session) => (await readRegister(session)).map(keptCopy),
  forecast,
  beginPutBack,
  prepareSequences,
  putBack,
  putBackNext,
  endPutBack,
  readUnderWay,
  writeUnderWay,
  purge,
}
