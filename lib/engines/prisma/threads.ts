import { Worker } from 'node:worker_threads'
import { FailureError } from '../../domain/failure'
import type { EngineAnswer } from './calls'
import type { ReplayHost } from './remembered-replay'
import type { EngineProblem, HostReply, WorkerMessage, WorkerRequest } from './worker'

export interface ThreadOptions {
  workerFile: string
  /** Calls at the same time; the others wait in order. */
  concurrency: number
  /** A call that takes longer ends with its thread. Milliseconds. */
  timeoutMs: number
}

export type ThreadOutcome =
  | { tag: 'answer'; value: EngineAnswer }
  | { tag: 'failed'; problem: EngineProblem }
  | { tag: 'crashed'; message: string }

export interface Threads {
  /** Runs `work` as soon as fewer than `concurrency` others run. */
  inTurn<T>(work: () => Promise<T>): Promise<T>
  /** Asks one thread, which may ask `host` meanwhile. Never rejects. */
  ask(request: WorkerRequest, host: ReplayHost, signal?: AbortSignal): Promise<ThreadOutcome>
}

/** An unused thread ends after this; it holds some 50 MB. */
const idleMs = 30_000

/**
 * Threads that each hold one instance of the engine. A thread that panicked, hung or died is never used again, and the
 * next call gets a fresh one.
 */
export function createThreads(options: ThreadOptions): Threads {
  const idle = new Map<Worker, NodeJS.Timeout>()
  const waiting: (() => void)[] = []
  let running = 0

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= options.concurrency) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      // The turn goes to the next in line without being free in between.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }

  function take(): Worker {
    const [kept] = idle
    if (!kept) return start()
    const [worker, timer] = kept
    clearTimeout(timer)
    idle.delete(worker)
    worker.ref()
    return worker
  }

  function start(): Worker {
    const worker = new Worker(/* turbopackIgnore: true */ /* webpackIgnore: true */ options.workerFile, {
      execArgv: [],
    })
    worker.on('exit', () => idle.delete(worker))
    // While idle; a call listens by itself.
    worker.on('error', () => idle.delete(worker))
    return worker
  }

  function keep(worker: Worker): void {
    // An idle thread must not keep a process alive that has nothing else to do.
    worker.unref()
    const timer = setTimeout(() => {
      // First out of sight: ending takes a moment, in which nobody may take it.
      idle.delete(worker)
      void worker.terminate()
    }, idleMs)
    timer.unref()
    idle.set(worker, timer)
  }

  function ask(request: WorkerRequest, host: ReplayHost, signal?: AbortSignal): Promise<ThreadOutcome> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve({ tag: 'crashed', message: 'The call was aborted.' })
      const worker = take()
      const seconds = Math.round(options.timeoutMs / 1000)
      const timer = setTimeout(() => crash(`It gave no answer within ${seconds} s.`), options.timeoutMs)
      const onAbort = () => crash('The call was aborted.')
      const onError = (error: unknown) => crash(error instanceof Error ? error.message : String(error))
      const onExit = (code: number) => crash(`Its thread ended with code ${code}.`)

      function settle(outcome: ThreadOutcome): void {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        worker.off('message', onMessage).off('error', onError).off('exit', onExit)
        resolve(outcome)
      }

      function crash(message: string): void {
        settle({ tag: 'crashed', message })
        void worker.terminate()
      }

      async function onMessage(message: WorkerMessage): Promise<void> {
        if (message.tag === 'tell') return host.tell(message.key, message.answer)
        if (message.tag === 'known' || message.tag === 'holding') {
          return worker.postMessage(await replyFrom(host, message))
        }
        if (message.tag === 'panicked') return crash(message.message)
        keep(worker)
        settle(message)
      }

      signal?.addEventListener('abort', onAbort, { once: true })
      worker.on('message', onMessage).on('error', onError).on('exit', onExit)
      worker.postMessage(request)
    })
  }

  return { inTurn, ask }
}

async function replyFrom(
  host: ReplayHost,
  message: Extract<WorkerMessage, { tag: 'known' | 'holding' }>,
): Promise<HostReply> {
  const { tag, id } = message
  try {
    const value = tag === 'known' ? await host.known(message.key) : await host.holding(message.scripts)
    return { tag: 'reply', id, value, error: null }
  } catch (error) {
    const failure = error instanceof FailureError ? error.failure : null
    return { tag: 'reply', id, value: null, error: { message: (error as Error).message, failure } }
  }
}
