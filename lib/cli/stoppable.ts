import { fail, type Result } from '../domain/failure'

/** Ends the waiting at a signal, as long as `mayStop`: what still runs then only reads. */
export function stoppable<T>(
  work: Promise<Result<T>>,
  signal: AbortSignal,
  mayStop: () => boolean,
): Promise<Result<T>> {
  const stopped = new Promise<Result<T>>((settle) => {
    const onAbort = () => {
      if (mayStop()) settle(fail('run_cancelled', 'A signal stopped it before anything was done.'))
    }
    signal.addEventListener('abort', onAbort, { once: true })
  })
  return Promise.race([work, stopped])
}
