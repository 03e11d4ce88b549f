import type { Journal, StepChange } from '../domain/journal'
import type { StepDetail } from '../domain/run'

const writeEveryMs = 200

/**
 * Tells the journal about the statements of one transaction. None of them is an act of its own — they commit or
 * vanish together — so their states are gathered and written a few times a second, beside the work: a migration of a
 * thousand small statements does not wait for two thousand writes, and a slow one still shows where it is.
 */
export class StatementProgress {
  private readonly waiting = new Map<number, StepChange>()
  private readonly timer: ReturnType<typeof setInterval>
  private writing: Promise<void> = Promise.resolve()
  private broken: unknown = null

  constructor(private readonly journal: Journal) {
    this.timer = setInterval(() => this.write(), writeEveryMs)
  }

  begin(position: number, detail: StepDetail = {}): void {
    this.waiting.set(position, { position, state: 'running', detail })
  }

  end(position: number, state: StepChange['state'], detail: StepDetail): void {
    const before = this.waiting.get(position)?.detail
    this.waiting.set(position, { position, state, detail: { ...before, ...detail } })
  }

  /** Throws what a write threw, `LeaseLostError` above all: checked before anything is committed. */
  check(): void {
    if (this.broken) throw this.broken
  }

  /** Everything is in the journal when it resolves. */
  async settle(): Promise<void> {
    this.stop()
    this.write()
    await this.writing
    this.check()
  }

  stop(): void {
    clearInterval(this.timer)
  }

  private write(): void {
    if (this.waiting.size === 0 || this.broken) return
    const changes = [...this.waiting.values()]
    this.waiting.clear()
    this.writing = this.writing
      .then(() => this.journal.record(changes))
      .catch((error: unknown) => {
        this.broken ??= error
      })
  }
}
