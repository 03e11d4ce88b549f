import type { Analysis } from '../../domain/analysis'
import { analyse } from '../analyse'
import { emptyModel } from '../model/empty-model'
import type { RuleCase } from './rule-files'

/** Judges a case on the schema that its `before` builds; without one, on a database of which nothing is known. */
export function judgeCase(given: RuleCase, hygiene = false): Analysis {
  const { before, migration, postgres, runner, together, guarded, live, prisma: prismaSchema = '' } = given
  const schema = emptyModel({ complete: before.trim() !== '' })
  const scripts = [
    ...(before.trim() ? [{ name: 'before', sql: before, silent: true }] : []),
    { name: 'migration', sql: migration },
  ]
  return analyse(scripts, schema, { postgres, runner, together, hygiene, guarded, live, prismaSchema })
}

/** Judges one script, in a test: `judge('ALTER TABLE …', { before: 'CREATE TABLE …' })`. */
export function judge(migration: string, given: Partial<RuleCase> = {}): Analysis {
  return judgeCase({
    name: '',
    before: '',
    also: [],
    runner: 'headgate',
    postgres: 18,
    since: 0,
    together: false,
    guarded: true,
    live: true,
    notExecuted: null,
    ...given,
    migration,
  })
}
