/** Waiting for a disk or a network file system, not computing: more than this at once gains nothing. */
const AT_ONCE = 16

/** Results in the order of `items`. When several fail, the first of them in that order is thrown, whatever was faster. */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length)
  const failures = new Map<number, unknown>()
  let next = 0
  const one = async () => {
    while (next < items.length && failures.size === 0) {
      const index = next
      next += 1
      await work(items[index] as T, index).then(
        (result) => {
          results[index] = result
        },
        (error: unknown) => failures.set(index, error),
      )
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, one))
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys()))
  return results
}
