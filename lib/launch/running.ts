/** What was started, so that it can be stopped in the opposite order. */
export class Running {
  readonly #stops: (() => Promise<void>)[] = []
  readonly #stop = new AbortController()

  get signal(): AbortSignal {
    return this.#stop.signal
  }

  get stopping(): boolean {
    return this.#stop.signal.aborted
  }

  add(stop: () => Promise<void>) {
    this.#stops.push(stop)
  }

  async stop(code: number): Promise<void> {
    if (this.stopping) return
    this.#stop.abort()
    if (code === 0) console.log('\nStopping Headgate…')
    for (const stop of this.#stops.reverse())
      await stop().catch((error: Error) => console.error(error.message))
    process.exit(code)
  }
}
