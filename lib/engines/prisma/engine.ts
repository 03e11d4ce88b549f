import { schemaOf } from '../../databases/postgres/url'
import { fail, ok, type Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { SchemaFile } from '../../domain/revision'
import type {
  BothWays,
  DataLossWarnings,
  DiagnosedHistory,
  DiffResult,
  DiffSide,
  Engine,
  EngineTarget,
  Introspected,
  ShadowProvider,
} from '../engine'
import type { EngineCall } from './calls'
import { engineFailure } from './engine-failure'
import { readableSchema, schemaSettings } from './schema-text'
import { schemasOf } from './several-schemas'
import { placeOf, shadowHost } from './shadow-host'
import { standIn } from './stand-in'
import { createThreads } from './threads'
import { engineWorkerFile } from './worker-file'

export interface PrismaEngineOptions {
  shadows: ShadowProvider
  /** The bundled thread; default: `engineWorkerFile()`. */
  workerFile?: string
  /** Calls at the same time. */
  concurrency?: number
  /** Milliseconds for one call. */
  timeoutMs?: number
  /** Milliseconds to wait for a lock on the live database, Prisma's advisory one included. */
  lockTimeoutMs?: number
}

/** Prisma's schema engine, off the server's thread. Live databases are only ever read, but for `applyOwn`. */
export function createPrismaEngine(options: PrismaEngineOptions): Engine {
  const threads = createThreads({
    workerFile: options.workerFile ?? engineWorkerFile(),
    concurrency: options.concurrency ?? 2,
    timeoutMs: options.timeoutMs ?? 180_000,
  })

  /** One call in its turn, with a shadow where it wants one; the shadow is gone when the call resolves. */
  async function call<T>(
    target: EngineTarget,
    question: EngineCall,
    needsShadow: boolean,
  ): Promise<Result<T>> {
    return await threads.inTurn(async () => {
      const { call, histories, keys } = standIn(question)
      const host = shadowHost(options.shadows, target, histories)
      try {
        const request = {
          call,
          liveUrl: target.url,
          readOnly: question.kind !== 'apply',
          schema: schemaOf(target.url ?? target.shadow.url),
          schemas: schemasOf(question),
          lockTimeoutMs: options.lockTimeoutMs ?? 10_000,
          hasShadow: needsShadow,
          place: placeOf(target.shadow),
          standIns: keys,
        }
        const outcome = await threads.ask(request, host, target.signal)
        if (outcome.tag === 'answer') return ok(outcome.value as T)
        if (outcome.tag === 'crashed') return fail('engine_crashed', outcome.message)
        return engineFailure(outcome.problem, migrationsOf(question))
      } finally {
        await host.release()
      }
    })
  }

  return {
    name: 'prisma',
    async diff(target, from, to, schema) {
      return await call<DiffResult>(target, diffCall('diff', from, to, schema), wantsShadow(target, from, to))
    },
    async diffBothWays(target, from, to, schema) {
      const question = diffCall('diffBothWays', from, to, schema)
      return await call<BothWays>(target, question, wantsShadow(target, from, to))
    },
    async diagnose(target, migrations, schema) {
      return await call<DiagnosedHistory>(
        target,
        { kind: 'diagnose', migrations, schema: schemaSettings(schema) },
        false,
      )
    },
    async dataLoss(target, migrations, schema) {
      // The engine panics on none.
      if (schema.length === 0) return fail('schema_unreadable', 'The project has no schema file.')
      return await call<DataLossWarnings>(
        target,
        { kind: 'dataLoss', migrations, schema: readable(schema) },
        true,
      )
    },
    async introspect(target, schema, { namespaces, fresh }) {
      const question: EngineCall = { kind: 'introspect', namespaces, fresh, schema: readable(schema) }
      return await call<Introspected>(target, question, false)
    },
    async applyOwn(url, migrations, schema) {
      const target = { url, shadow: { url, givenUrl: null } }
      return await call<string[]>(target, { kind: 'apply', migrations, schema: readable(schema) }, false)
    },
  }
}

function diffCall<Kind extends 'diff' | 'diffBothWays'>(
  kind: Kind,
  from: DiffSide,
  to: DiffSide,
  schema: SchemaFile[],
) {
  return { kind, from: readableSide(from), to: readableSide(to), schema: schemaSettings(schema) }
}

function wantsShadow(target: EngineTarget, from: DiffSide, to: DiffSide): boolean {
  return target.url === null || from.of === 'migrations' || to.of === 'migrations'
}

function readable(schema: SchemaFile[]): SchemaFile[] {
  return readableSchema(schema).files
}

function readableSide(side: DiffSide): DiffSide {
  return side.of === 'schema' ? { of: 'schema', files: readable(side.files) } : side
}

function migrationsOf(question: EngineCall): MigrationFile[] {
  if (question.kind === 'panic' || question.kind === 'introspect') return []
  if (!('from' in question)) return question.migrations
  return [question.from, question.to].flatMap((side) => (side.of === 'migrations' ? side.migrations : []))
}
