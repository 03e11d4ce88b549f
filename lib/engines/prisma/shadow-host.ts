import { FailureError } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { Answers } from '../answers'
import type { EngineTarget, ShadowDatabase, ShadowProvider, ShadowRequest } from '../engine'
import { placeOfShadow } from '../place'
import type { ReplayHost } from './remembered-replay'
import type { StoodIn } from './stand-in'

export interface ShadowHost extends ReplayHost {
  /** Lets go of the last shadow, also of one that is still on its way. */
  release(): Promise<void>
}

/** Gives a call the databases it asks for, one at a time, and remembers what it found out about histories. */
export function shadowHost(
  shadows: ShadowProvider,
  target: EngineTarget,
  histories: StoodIn['histories'],
): ShadowHost {
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
      const all = [...histories]
      const wanted = scripts === null ? (all[0]?.[1] ?? []) : migrationsOf(histories, scripts)
      if (standing && (scripts === null || sameScripts(standing.migrations, wanted))) {
        const held = all.find(([, each]) => sameScripts(standing.migrations, each))
        return { url: standing.url, scripts: held ? asAsked(held) : null }
      }
      last = acquire(wanted)
      const { url } = await last
      return { url, scripts: scripts ?? (all[0] ? asAsked(all[0]) : []) }
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

/** The scripts by which the engine asks for a history. */
function asAsked([standIn, migrations]: [string, MigrationFile[]]): string[] {
  return standIn === '' ? migrations.map(({ sql }) => sql) : [standIn]
}

/** With the names that they have in the call, for what is said when one of them fails. */
function migrationsOf(histories: StoodIn['histories'], scripts: string[]): MigrationFile[] {
  const [only] = scripts
  const stoodFor = scripts.length === 1 && only !== undefined ? histories.get(only) : undefined
  if (stoodFor) return stoodFor
  const whole = histories.get('') ?? []
  const isPrefix = scripts.every((sql, index) => whole[index]?.sql === sql)
  if (isPrefix) return whole.slice(0, scripts.length)
  return scripts.map((sql) => ({ name: 'A script', sql, checksum: '' }))
}

function sameScripts(some: MigrationFile[], others: MigrationFile[]): boolean {
  return some.length === others.length && some.every(({ sql }, index) => others[index]?.sql === sql)
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
