import { type MessagePort, parentPort } from 'node:worker_threads'
import { bindMigrationAwareSqlAdapterFactory, type SqlResultSet } from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg'
import { type Failure, FailureError } from '../../domain/failure'
import { type AdapterOptions, createAdapterFactory, type OriginalError } from './adapter'
import { answer, containers, type EngineAnswer, type EngineCall } from './calls'
import type { Holding, ReplayHost } from './remembered-replay'
import { loadSchemaEngine, panicOf } from './wasm'

/** One question at a time; the parent ends the thread when it takes too long. */
export interface WorkerRequest extends Omit<AdapterOptions, 'shadowHost'> {
  call: EngineCall
  hasShadow: boolean
}

export type WorkerMessage =
  | { tag: 'answer'; value: EngineAnswer }
  | { tag: 'failed'; problem: EngineProblem }
  /** The thread is of no use any more. */
  | { tag: 'panicked'; message: string }
  /** Answered by a `HostReply` with that id. */
  | { tag: 'holding'; id: number; scripts: string[] | null }
  | { tag: 'known'; id: number; key: string }
  | { tag: 'tell'; key: string; answer: SqlResultSet }

export interface HostReply {
  tag: 'reply'
  id: number
  value: Holding | SqlResultSet | null
  error: { message: string; failure: Failure | null } | null
}

export interface EngineProblem {
  /** The engine's words. */
  message: string
  /** `P3006` and the like. */
  code: string | null
  original: OriginalError | null
  failure: Failure | null
}

async function serve(port: MessagePort): Promise<void> {
  const engine = await loadSchemaEngine()
  const asked = new Map<number, (reply: HostReply) => void>()
  let lastId = 0

  port.on('message', (message: WorkerRequest | HostReply) => {
    if (!('tag' in message)) return void work(message)
    asked.get(message.id)?.(message)
    asked.delete(message.id)
  })

  async function ask<T>(message: (id: number) => WorkerMessage): Promise<T> {
    const { value, error } = await new Promise<HostReply>((resolve) => {
      lastId += 1
      asked.set(lastId, resolve)
      send(message(lastId))
    })
    if (error?.failure) throw new FailureError(error.failure)
    if (error) throw new Error(error.message)
    return value as T
  }

  const host: ReplayHost = {
    holding: (scripts) => ask((id) => ({ tag: 'holding', id, scripts })),
    known: (key) => ask((id) => ({ tag: 'known', id, key })),
    tell: (key, answer) => send({ tag: 'tell', key, answer }),
  }

  async function work(request: WorkerRequest): Promise<void> {
    const factory = createAdapterFactory({ ...request, shadowHost: request.hasShadow ? host : null })
    const bound = bindMigrationAwareSqlAdapterFactory(factory)
    let instance: SchemaEngine | null = null
    try {
      const files = containers(request.call.schema).map(({ path, content }): [string, string] => [
        path,
        content,
      ])
      // An empty list of datamodels panics.
      const datamodels = files.length > 0 ? files : [emptyDatamodel]
      instance = await engine.SchemaEngine.new({ datamodels }, () => {}, bound)
      const value = await answer(instance, request.call)
      instance.free()
      await factory.close()
      send({ tag: 'answer', value })
    } catch (error) {
      const panic = panicOf(error)
      await factory.close()
      if (panic !== null) return send({ tag: 'panicked', message: panic })
      const failed = factory.failure()
      send({
        tag: 'failed',
        problem: {
          message: error instanceof Error ? error.message : String(error),
          code: (error as { code?: string }).code ?? null,
          original: factory.originalError(),
          failure: failed !== null && !failed.ok ? failed.failure : null,
        },
      })
    }
  }

  function send(message: WorkerMessage): void {
    port.postMessage(message)
  }
}

const emptyDatamodel: [string, string] = ['schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n']

if (parentPort) await serve(parentPort)
