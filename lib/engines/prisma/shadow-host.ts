import { FailureError } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { Answers } from '../answers'
import type { EngineTarget, ShadowDatabase, ShadowProvider, ShadowRequest } from '../engine'
import { placeOfShadow } from '../place'
import type { EngineCall } from './calls'
import type { ReplayHost } from './remembered-replay'

export interface ShadowHost extends ReplayHost {
  /** Lets go of the last shadow, also of one that is still on its way. */
  release(): Promise<void>
}

/** Gives a call the databases it asks for, one at a time, and remembers what it found out about histories. */
export function shadowHost(shadows: ShadowProvider, target: EngineTarget, question: EngineCall): ShadowHost {
  const histories = historiesOf(question)
  const answers = target.shadow.identity ? shadows.answers : ofThisCall()
  let last: Promise<ShadowDatabase> | null = null
  const ending = new AbortController()

  async function drop(): Promise<void> {
    const shadow = await last?.catch(() => null)
    last = null
    if (shadow) shadows.letGo(shadow)
  }

  async function acquire(migrations: MigrationFile[]): Promise<ShadowDatabase> {
    const acquired = await shadows.prepared({ ...target.shadow, signal: ending.signal }, migrations)
    if (!acquired.ok) throw new FailureError(acquired.failure)
    return acquired.value
  }

  return {
    async holding(scripts) {
      await drop()
      ending.signal.throwIfAborted()
      const standing = await target.standing
      if (standing && (scripts === null || holds(standing.migrations, scripts))) {
        return { url: standing.url, scripts: standing.migrations.map(({ sql }) => sql) }
      }
      const migrations = scripts === null ? (histories[0] ?? []) : namedAfter(histories, scripts)
      last = acquire(migrations)
      const { url } = await last
      return { url, scripts: migrations.map(({ sql }) => sql) }
    },
    known: (key) => answers.get(key),
    tell(key, answer) {
      // Not remembered is no failure.
      answers.set(key, answer).catch(() => {})
    },
    async release() {
      ending.abort()
      await drop()
    },
  }
}

function holds(migrations: MigrationFile[], scripts: string[]): boolean {
  return migrations.length === scripts.length && scripts.every((sql, index) => migrations[index]?.sql === sql)
}

/** Where it is not known what else answers depend on, they hold for this call alone. */
function ofThisCall(): Answers {
  const told = new Map<string, unknown>()
  return {
    get: async <T>(key: string) => (told.get(key) ?? null) as T | null,
    async set(key, value) {
      told.set(key, value)
    },
  }
}

/** What a shadow's answers depend on beside its scripts. */
export function placeOf(request: ShadowRequest): string {
  return request.identity ? placeOfShadow(request, request.identity) : 'this call'
}

function historiesOf(question: EngineCall): MigrationFile[][] {
  if ('migrations' in question) return [question.migrations]
  if (!('from' in question)) return []
  return [question.from, question.to].flatMap((side) => (side.of === 'migrations' ? [side.migrations] : []))
}

/** Scripts by the names they have in the question, for what is said when one of them fails. */
function namedAfter(histories: MigrationFile[][], scripts: string[]): MigrationFile[] {
  const found = histories.find((history) => scripts.every((sql, index) => history[index]?.sql === sql))
  return found?.slice(0, scripts.length) ?? scripts.map((sql) => ({ name: 'A script', sql, checksum: '' }))
}
