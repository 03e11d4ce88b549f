export interface Worker<T> {
  work(item: T): Promise<void>
  close(): Promise<void>
}

/** Works through `items` in their order with up to `most` workers. The first failure is thrown when all have ended. */
export async function inParallel<T>(
  items: readonly T[],
  most: number,
  hire: () => Promise<Worker<T>>,
): Promise<void> {
  const waiting = [...items]
  let failed: { error: unknown } | null = null
  const one = async () => {
    let worker: Worker<T> | null = null
    try {
      worker = await hire()
      for (let item = waiting.shift(); item !== undefined && !failed; item = waiting.shift()) {
        await worker.work(item)
      }
    } catch (error) {
      failed ??= { error }
    } finally {
      await worker?.close()
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, waiting.length) }, one))
  if (failed) throw (failed as { error: unknown }).error
}
