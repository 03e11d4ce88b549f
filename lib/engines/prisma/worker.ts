import { type MessagePort, parentPort } from 'node:worker_threads'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg'
import type { Failure } from '../../domain/failure'
import { type AdapterOptions, createAdapterFactory, type OriginalError } from './adapter'
import { answer, containers, type EngineAnswer, type EngineCall } from './calls'
import { loadSchemaEngine, panicOf } from './wasm'

/** One question at a time; the parent ends the thread when it takes too long. */
export interface WorkerRequest extends Omit<AdapterOptions, 'emptyShadow'> {
  call: EngineCall
  hasShadow: boolean
}

export type WorkerMessage =
  | { tag: 'answer'; value: EngineAnswer }
  | { tag: 'failed'; problem: EngineProblem }
  /** The thread is of no use any more. */
  | { tag: 'panicked'; message: string }
  /** Answered by a `ShadowReply`. */
  | { tag: 'emptyShadow' }

export interface ShadowReply {
  tag: 'shadow'
  url: string | null
  error: string | null
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
  let shadowAsked: ((reply: ShadowReply) => void) | null = null

  port.on('message', (message: WorkerRequest | ShadowReply) => {
    if ('tag' in message) shadowAsked?.(message)
    else void work(message)
  })

  async function emptyShadow(): Promise<string> {
    const reply = await new Promise<ShadowReply>((resolve) => {
      shadowAsked = resolve
      send({ tag: 'emptyShadow' })
    })
    if (reply.url === null) throw new Error(reply.error ?? 'There is no shadow database.')
    return reply.url
  }

  async function work(request: WorkerRequest): Promise<void> {
    const factory = createAdapterFactory({ ...request, emptyShadow: request.hasShadow ? emptyShadow : null })
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
