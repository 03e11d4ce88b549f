import type { Journal, StepChange } from '../domain/journal'
import type { StepDetail } from '../domain/run'

const writeEveryMs = 100

/**
 * Tells the journal about steps that are no acts of their own: the statements of one transaction commit or vanish
 * together, and what became of a migration is told by its row in the ledger, whose id was announced. Their states are
 * gathered and written beside the work, at once and then a few times a second: a migration of a thousand small
 * statements does not wait for two thousand writes, and a slow one still shows where it is.
 */
export class StatementProgress {
  private readonly waiting = new Map<number, StepChange>()
  private timer: ReturnType<typeof setTimeout> | null = null
  private writtenAt = Number.NEGATIVE_INFINITY
  private writing: Promise<void> = Promise.resolve()
  private broken: unknown = null

  constructor(private readonly journal: Journal) {}

  begin(position: number, detail: StepDetail = {}): void {
    this.waiting.set(position, { position, state: 'running', detail })
    this.wake()
  }

  end(position: number, state: StepChange['state'], detail: StepDetail): void {
    const before = this.waiting.get(position)?.detail
    this.waiting.set(position, { position, state, detail: { ...before, ...detail } })
    this.wake()
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
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }

  private wake(): void {
    if (this.timer) return
    const left = this.writtenAt + writeEveryMs - performance.now()
    this.timer = setTimeout(() => this.write(), Math.max(0, left))
  }

  private write(): void {
    this.timer = null
    if (this.waiting.size === 0 || this.broken) return
    this.writtenAt = performance.now()
    const changes = [...this.waiting.values()]
    this.waiting.clear()
    this.writing = this.writing
      .then(() => this.journal.record(changes))
      .catch((error: unknown) => {
        this.broken ??= error
      })
  }
}
