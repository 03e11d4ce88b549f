import type { Failure, FailureCode, Result } from '../../domain/failure'
import { shellWord } from '../shell-word'

const notThere: FailureCode[] = [
  'url_invalid',
  'host_unreachable',
  'host_unknown',
  'password_refused',
  'database_unknown',
  'tls_refused',
]

/** What a failure of the work means at a terminal, with what comes next. `asked`: a database is. */
export function refused(
  { failure }: { failure: Failure },
  migration: string | undefined,
  asked: boolean,
): Result<never> {
  const name = migration === undefined ? 'NAME' : shellWord(migration)
  const next = nextOf(failure, name, asked)
  return {
    ok: false,
    failure: next === null ? failure : { ...failure, meta: { ...failure.meta, next } },
  }
}

function nextOf({ code, meta }: Failure, name: string, asked: boolean): string | null {
  if (meta.next !== undefined) return null
  if (code === 'migration_not_pending')
    return `Write the change as a new migration. Where that database is only your own and will be reset: headgate safe ${name} --offline.`
  if (code === 'no_safe_way') return 'headgate lint shows its findings, with the steps to follow by hand.'
  if (asked && notThere.includes(code))
    return `Correct the address. headgate safe ${name} --offline asks no database: you must know that it is applied nowhere.`
  return null
}
